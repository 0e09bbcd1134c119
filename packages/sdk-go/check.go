package slomonitor

import (
	"encoding/json"
	"time"
)

// CheckQuestion is what to judge: with a Window, or a Start, a run; without, the budgets as they
// stand. What is left at its zero value is not asked.
type CheckQuestion struct {
	// Ids of SLOs, or definitions' names for all their groups; nil: every SLO. A list that is
	// empty and not nil is refused, for a script whose variable is empty does not mean every SLO.
	Slos []string `json:"slos,omitzero"`
	// When the run began.
	Start time.Time `json:"start,omitzero"`
	// When it ended; now if left out.
	End time.Time `json:"end,omitzero"`
	// The run was so long, up to now; not with Start and End.
	Window time.Duration `json:"window,omitzero"`
	// Labels that the series of the run have, and no others.
	Match map[string]string `json:"match,omitzero"`
	// Wait at most so long until the newest sample has passed the end.
	Settle time.Duration `json:"settle,omitzero"`
	// False: answer at once with what is pending, to be asked for with GetCheck. True by default.
	Wait *bool `json:"wait,omitzero"`
	// False: the verdict is given and not kept, and never the last pass; for a look at a run that
	// goes on. True by default.
	Keep *bool `json:"keep,omitzero"`
	// With fewer events the run is INCONCLUSIVE; 1 by default.
	MinEvents *float64 `json:"min_events,omitzero"`
	// Decide by an interval; nil: by the counts themselves.
	Confidence *ConfidenceAsked `json:"confidence,omitzero"`
	// Compare the run to this.
	Baseline *BaselineQuestion `json:"baseline,omitzero"`
	// What counts as worse than the baseline.
	Regression *RegressionAsked `json:"regression,omitzero"`
	// What nothing to judge means; as each definition says if left out.
	NoData NoData `json:"no_data,omitzero"`
	// SLOs that are judged and shown, and do not count in the verdict.
	Informational []string `json:"informational,omitzero"`
}

// IsRun says whether a run is judged; else it is the budgets.
func (q CheckQuestion) IsRun() bool { return q.Window != 0 || !q.Start.IsZero() }

func (q CheckQuestion) isKept() bool { return q.IsRun() && (q.Keep == nil || *q.Keep) }

func (q CheckQuestion) waits() bool { return q.IsRun() && (q.Wait == nil || *q.Wait) }

// MarshalJSON writes the question as the service reads it: durations are seconds.
func (q CheckQuestion) MarshalJSON() ([]byte, error) {
	type plain CheckQuestion
	return json.Marshal(struct {
		plain
		Window float64 `json:"window,omitzero"`
		Settle float64 `json:"settle,omitzero"`
	}{plain(q), q.Window.Seconds(), q.Settle.Seconds()})
}

// ConfidenceAsked asks that the interval of the share of good events lies on one side of the
// target.
type ConfidenceAsked struct {
	// How sure the interval is; 0.95 by default.
	Level float64 `json:"level,omitzero"`
	// How the interval is found; WILSON by default.
	Method IntervalMethod `json:"method,omitzero"`
}

// BaselineQuestion is what a run is compared to: a check, the last pass, or another time.
type BaselineQuestion struct {
	// What this check counted.
	CheckID string `json:"check_id,omitzero"`
	// For each SLO, the last run that it passed before this one.
	LastPass bool `json:"last_pass,omitzero"`
	// Where the other time begins.
	Start time.Time `json:"start,omitzero"`
	// Where the other time ends.
	End time.Time `json:"end,omitzero"`
	// So long a time, directly before the run.
	Window time.Duration `json:"window,omitzero"`
	// Labels of the other time; nil: those of the run.
	Match map[string]string `json:"match,omitzero"`
}

// MarshalJSON writes the question as the service reads it: durations are seconds.
func (q BaselineQuestion) MarshalJSON() ([]byte, error) {
	type plain BaselineQuestion
	return json.Marshal(struct {
		plain
		Window float64 `json:"window,omitzero"`
	}{plain(q), q.Window.Seconds()})
}

// RegressionAsked is what counts as a regression against the baseline.
type RegressionAsked struct {
	// How sure the one-sided test has to be; 0.95 by default.
	Level float64 `json:"level,omitzero"`
	// By how much more the share of bad events must be larger.
	MinDifference float64 `json:"min_difference,omitzero"`
}

// NoData is what a gate answers for an SLO whose state is unknown or that saw no traffic, as a
// question says it.
type NoData string

// The words of NoData that are known.
const (
	NoDataInconclusive NoData = "inconclusive"
	NoDataFail         NoData = "fail"
	NoDataPass         NoData = "pass"
)
