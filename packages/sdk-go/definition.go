package slomonitor

// Definition is an SLO as its author wrote it; with `group_by` it stands for one SLO per label
// set.
type Definition struct {
	// Unique in the catalog.
	Name string `json:"name"`
	// The service that makes the promise.
	Service string `json:"service"`
	// The author's sentence, empty if there is none.
	Description string `json:"description"`
	// The author's labels.
	Labels map[string]string `json:"labels"`
	// Labels that tell one SLO from its siblings; empty if the definition is one SLO.
	GroupBy []string `json:"group_by"`
	// The most label sets that become SLOs.
	MaxGroups int `json:"max_groups"`
	// Share of events that must be good; strictly between 0 and 1.
	Target float64 `json:"target"`
	// What the promise is made over.
	Period Period `json:"period"`
	// How events are read from Prometheus.
	Indicator Indicator   `json:"indicator"`
	Alerts    AlertPolicy `json:"alerts"`
	Gate      GatePolicy  `json:"gate"`
	// Where help is written down.
	Runbook *string `json:"runbook"`
	Origin  Origin  `json:"origin"`
}

// AlertPolicy is when somebody is called.
type AlertPolicy struct {
	// Tiers that are switched off.
	Disable []string `json:"disable"`
	// Events that a long window needs before its burn rate is trusted.
	MinEvents float64 `json:"min_events"`
	// How long a condition must not have held for its alert to end.
	KeepFiringSeconds int `json:"keep_firing_seconds"`
	// A ticket is opened when a smaller share of the budget is left; nil: it is not.
	BudgetBelow *float64 `json:"budget_below"`
	// A ticket is opened when samples are missing for so long; nil: it is not.
	NoDataSeconds *int `json:"no_data_seconds"`
	// The tiers that apply.
	Tiers []Tier `json:"tiers"`
	// The tiers that do not apply although nobody switched them off.
	Dropped []DroppedTier `json:"dropped"`
}

// Tier is a burn-rate tier as it applies to this SLO.
type Tier struct {
	// Name of the condition.
	Name string `json:"name"`
	// Whom it calls.
	Severity Severity `json:"severity"`
	// Share of the budget that the long window may spend.
	BudgetShare float64 `json:"budget_share"`
	// The burn rate that both windows have to reach; it follows from the share.
	Factor float64 `json:"factor"`
	// Shows that the matter is significant.
	LongWindowSeconds int `json:"long_window_seconds"`
	// Shows that the matter is still going on.
	ShortWindowSeconds int `json:"short_window_seconds"`
}

// DroppedTier is a tier that cannot mean anything for this SLO.
type DroppedTier struct {
	// Name of the condition.
	Name string `json:"name"`
	// Why not, in a sentence.
	Reason string `json:"reason"`
}

// GatePolicy is how a gate treats the SLO.
type GatePolicy struct {
	// The verdict where the state is unknown or nothing happened.
	NoData VerdictKind `json:"no_data"`
	// The gate warns when a smaller share of the budget is left; nil: it does not.
	WarnBelow *float64 `json:"warn_below"`
}

// Origin is where the definition was written.
type Origin struct {
	// Name of the file.
	File string `json:"file"`
	// Line in it, from 1.
	Line int `json:"line"`
}
