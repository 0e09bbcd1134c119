package slomonitor

import "time"

// Verdict is a gate's answer over every SLO asked for; the worst of the results.
type Verdict struct {
	// Stays 1 while only additions are made.
	SchemaVersion int `json:"schema_version"`
	// Of a run, the name under which it is kept; of budgets, it follows from the evaluation and the
	// question.
	CheckID string `json:"check_id"`
	// The answer; treat an unknown value as anything but PASS.
	Verdict VerdictKind `json:"verdict"`
	// Code of the reason for the worst result.
	Reason VerdictReason `json:"reason"`
	// The answer as a sentence.
	Summary string `json:"summary"`
	// BUDGET judges the budgets as they stand, RUN the events of a time.
	Mode Mode `json:"mode"`
	// Where the run, or the earliest judged period, begins; nil if there is no SLO.
	Start *time.Time `json:"start"`
	// Where the run or the judged periods end.
	End time.Time `json:"end"`
	// Labels that the series of the run have.
	Match map[string]string `json:"match"`
	// How fresh and complete the data is.
	Data VerdictData `json:"data"`
	// By id of the SLO.
	Results []Result `json:"results"`
}

// VerdictData is how fresh and how complete the data under a verdict is.
type VerdictData struct {
	// How far the data should reach by the clock.
	ExpectedUntil time.Time `json:"expected_until"`
	// Where the data of the least fresh SLO ends; nil if one of them has none.
	NewestSample *time.Time `json:"newest_sample"`
	// The least share of a period or run that is known; nil if there is none.
	CoveredRatio *float64 `json:"covered_ratio"`
}

// Result is the verdict on one SLO.
type Result struct {
	// Id of the SLO.
	Slo string `json:"slo"`
	// The label values that tell it from its siblings; empty if it is not grouped.
	Group map[string]string `json:"group"`
	// The answer for this SLO.
	Verdict VerdictKind `json:"verdict"`
	// Code of the reason.
	Reason VerdictReason `json:"reason"`
	// Share of good events; nil if it is not known.
	Sli *float64 `json:"sli"`
	// Share of events that must be good.
	Target float64 `json:"target"`
	// What was judged; nil if it is not known.
	Events *Events `json:"events"`
	// Bounds of the share where it had to be estimated; else nil.
	Estimate *Estimate `json:"estimate"`
	// The interval that decided; nil unless one was asked for.
	Confidence *Confidence `json:"confidence"`
	// Of a run, the quantile that the target is about; of a budget, the 95th percentile of the last
	// minutes. Null if it is not known, or no latency SLO.
	Latency *LatencyResult `json:"latency"`
	// The error budget of the period; nil if it is not known.
	Budget *BudgetResult `json:"budget"`
	// By ascending window.
	BurnRates []BurnRate `json:"burn_rates"`
	// What a run was compared to; nil if to nothing.
	Baseline *BaselineResult `json:"baseline"`
	// What reads the events, one query to a line.
	Query *string `json:"query"`
	// Where what was counted really begins: of a run, the last look before it; nil if unknown.
	Start *time.Time `json:"start"`
	// Where it really ends: of a run, the last look in it; nil if unknown.
	End *time.Time `json:"end"`
	// Whether this result does not count in the verdict.
	Informational bool `json:"informational"`
	// Where the definition is written; nil if it was read from no file.
	Location *Location `json:"location"`
	// The reason as a sentence.
	Message string `json:"message"`
}

// Confidence is the interval in which the true share of good events lies.
type Confidence struct {
	// How it was found.
	Method IntervalMethod `json:"method"`
	// How sure that is.
	Level float64 `json:"level"`
	// Its lower end.
	Low float64 `json:"low"`
	// Its upper end.
	High float64 `json:"high"`
}

// LatencyResult is the latency quantile beside a verdict.
type LatencyResult struct {
	// Which quantile.
	Quantile float64 `json:"quantile"`
	// Interpolated; nil in the bucket without an upper bound.
	ValueSeconds *float64 `json:"value_seconds"`
	// Lower bound of its bucket.
	LowSeconds float64 `json:"low_seconds"`
	// Upper bound of its bucket; nil if it has none.
	HighSeconds *float64 `json:"high_seconds"`
	// The longest duration of a good event.
	ThresholdSeconds float64 `json:"threshold_seconds"`
}

// BudgetResult is what is left of the budget.
type BudgetResult struct {
	// Share of the budget that is left; nil if it is not known.
	RemainingRatio *float64 `json:"remaining_ratio"`
}

// BaselineResult is what a run was compared to, and how it compares.
type BaselineResult struct {
	// The check that counted it; nil if it was counted for this one.
	CheckID *string `json:"check_id"`
	// Where what was counted begins.
	Start time.Time `json:"start"`
	// Where it ends.
	End time.Time `json:"end"`
	// Share of good events then.
	Sli *float64 `json:"sli"`
	// What was counted.
	Events *Events `json:"events"`
	// By how much the share of bad events is larger now.
	Difference float64 `json:"difference"`
	// How probable that is, or more, if nothing has changed.
	PValue float64 `json:"p_value"`
	// Whether that counts as a regression.
	Regressed bool `json:"regressed"`
}

// Location is where a definition is written.
type Location struct {
	// The file, below the folder that definitions are read from.
	File string `json:"file"`
	// The line, from 1.
	Line int `json:"line"`
}

// VerdictKind is what a gate can answer. One that is not known is never a pass.
type VerdictKind string

// The words of VerdictKind that are known.
const (
	VerdictKindPass         VerdictKind = "PASS"
	VerdictKindWarning      VerdictKind = "WARNING"
	VerdictKindFail         VerdictKind = "FAIL"
	VerdictKindInconclusive VerdictKind = "INCONCLUSIVE"
	VerdictKindError        VerdictKind = "ERROR"
)

// Mode is what a verdict judges: the budget as it stands, or the events of one run.
type Mode string

// The words of Mode that are known.
const (
	ModeBudget Mode = "BUDGET"
	ModeRun    Mode = "RUN"
)

// IntervalMethod is how an interval is found.
type IntervalMethod string

// The words of IntervalMethod that are known.
const (
	IntervalMethodWilson         IntervalMethod = "WILSON"
	IntervalMethodClopperPearson IntervalMethod = "CLOPPER_PEARSON"
)
