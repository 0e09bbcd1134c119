package slomonitor

import "time"

// History has events, burn rates and the remaining budget of an SLO over time.
type History struct {
	// Id of the SLO.
	Slo string `json:"slo"`
	// The evaluation whose period and budget are shown.
	EvaluatedAt time.Time `json:"evaluated_at"`
	// Where what was asked for begins.
	Start time.Time `json:"start"`
	// Where it ends.
	End time.Time `json:"end"`
	// As much of it as is known; nil if nothing is.
	Covered *Covered `json:"covered"`
	// Length of a bin, but for the first and the last; nil if there are no points.
	StepSeconds *int `json:"step_seconds"`
	// The shortest step that is kept of a time so long ago; nil if there are no points.
	FinestStepSeconds *int `json:"finest_step_seconds"`
	// Whether the step is longer than the one asked for, since that is not kept.
	IsWidened bool `json:"is_widened"`
	// In order of time.
	Points []Point `json:"points"`
	// What was noted of the SLO in that time, the last one first; at most 1,000.
	Annotations []Annotation `json:"annotations"`
}

// Covered is what the points cover, without a gap.
type Covered struct {
	// Where the first point begins.
	Start time.Time `json:"start"`
	// Where the last point ends.
	End time.Time `json:"end"`
}

// Point is one bin of a history.
type Point struct {
	// Where it truly begins.
	Start time.Time `json:"start"`
	// Where it truly ends.
	End time.Time `json:"end"`
	// What happened in it.
	Events Events `json:"events"`
	// Share of good events; nil if nothing happened.
	Sli *float64 `json:"sli"`
	// 1 spends the budget in exactly one period; nil if nothing happened.
	BurnRate *float64 `json:"burn_rate"`
	// Share of the present period's budget that was left at its end; nil before that period.
	RemainingRatio *float64 `json:"remaining_ratio"`
}
