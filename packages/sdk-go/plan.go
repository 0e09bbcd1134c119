package slomonitor

// PlanList is the plans in force.
type PlanList struct {
	// Ordered by name.
	Plans []Plan `json:"plans"`
	// Ask with it for the next page; nil on the last.
	NextCursor *string `json:"next_cursor"`
}

// Plan is a list of steps that ends in a verdict.
type Plan struct {
	// Unique among plans.
	Name string `json:"name"`
	// What it is for; empty if nobody said.
	Description string `json:"description"`
	// In order.
	Steps []PlanStep `json:"steps"`
	// Whether it may be begun while another run of it is under way.
	Overlap bool `json:"overlap"`
	// After so long a run of it has taken too long; nil: it may take what its steps take.
	TimeoutSeconds *float64 `json:"timeout_seconds"`
	// Where it was written.
	Location *Location `json:"location"`
	// The run that was begun last, of those that are kept.
	LastRun *PlanRun `json:"last_run"`
}

// PlanStep is a step of a plan; fields that its kind does not have are nil or empty.
type PlanStep struct {
	// What it does.
	Kind PlanStepKind `json:"kind"`
	// The same in a sentence.
	Title string `json:"title"`
	// LOAD: the k6 script.
	Script *string `json:"script"`
	// LOAD: virtual users at a time.
	VUs *int `json:"vus"`
	// LOAD, WAIT: how long it lasts.
	DurationSeconds *float64 `json:"duration_seconds"`
	// LOAD: names of the variables that the script is given; their values are not shown.
	Env []string `json:"env"`
	// LOAD: it has failed after so long.
	MaxTimeSeconds *float64 `json:"max_time_seconds"`
	// SETTLE: how long samples are waited for at most.
	MaxWaitSeconds *float64 `json:"max_wait_seconds"`
	// CHECK: what is judged; empty: every SLO.
	Slos []string `json:"slos"`
	// CHECK: RUN judges the time since the load began, BUDGET the budgets as they stand.
	Scope *CheckScope `json:"scope"`
	// CHECK of a RUN: with fewer events it is INCONCLUSIVE.
	MinEvents *float64 `json:"min_events"`
	// CHECK of a RUN: the level of the interval that decides; nil: the counts themselves do.
	Confidence *float64 `json:"confidence"`
	// CHECK of a RUN: labels that its series have.
	Match map[string]string `json:"match"`
	// HTTP: what is called, without the query, which may hold a secret.
	URL *string `json:"url"`
	// HTTP: how it is called.
	Method *HTTPMethod `json:"method"`
	// HTTP: the status that it must answer; nil: any 2xx.
	ExpectStatus *int `json:"expect_status"`
	// HTTP: it must answer within this time.
	TimeoutSeconds *float64 `json:"timeout_seconds"`
	// HTTP: PASSED: only if nothing speaks against the run; ALWAYS: in any case.
	When *When `json:"when"`
}

// PlanStepKind is what a step does.
type PlanStepKind string

// The words of PlanStepKind that are known.
const (
	PlanStepKindLoad   PlanStepKind = "LOAD"
	PlanStepKindSettle PlanStepKind = "SETTLE"
	PlanStepKindWait   PlanStepKind = "WAIT"
	PlanStepKindCheck  PlanStepKind = "CHECK"
	PlanStepKindHTTP   PlanStepKind = "HTTP"
)

// CheckScope is what a check judges.
type CheckScope string

// The words of CheckScope that are known.
const (
	CheckScopeRun    CheckScope = "RUN"
	CheckScopeBudget CheckScope = "BUDGET"
)

// HTTPMethod is how a URL is called.
type HTTPMethod string

// The words of HTTPMethod that are known.
const (
	HTTPMethodGet  HTTPMethod = "GET"
	HTTPMethodPost HTTPMethod = "POST"
)

// When is when a URL is called.
type When string

// The words of When that are known.
const (
	WhenPassed When = "PASSED"
	WhenAlways When = "ALWAYS"
)
