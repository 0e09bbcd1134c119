package slomonitor

import "time"

// StatusList has the statuses of one evaluation, by id.
type StatusList struct {
	// Number of the step on the clock's grid; nil if no service evaluated it.
	Generation *int64 `json:"generation"`
	// What the list is true for.
	EvaluatedAt time.Time `json:"evaluated_at"`
	// Ordered by id.
	Slos []Status `json:"slos"`
	// Ask with it for the next page; nil on the last.
	NextCursor *string `json:"next_cursor"`
}

// Status is one SLO at one evaluation time.
//
// When Data is STALE, NO_DATA or QUERY_ERROR, the figures of the period stand as of
// DataUntil, and those of the present are nil.
type Status struct {
	// The definition's name; for a group followed by `.` and 16 hex digits.
	ID string `json:"id"`
	// Name of the definition.
	Name string `json:"name"`
	// The service that makes the promise.
	Service string `json:"service"`
	// The author's labels.
	Labels map[string]string `json:"labels"`
	// The label values of this group, empty if the definition is not grouped.
	Group map[string]string `json:"group"`
	// What the SLO is about.
	Indicator IndicatorKind `json:"indicator"`
	// Share of events that must be good.
	Target float64 `json:"target"`
	// The longest duration of a good event; nil unless `indicator` is LATENCY.
	ThresholdSeconds *float64 `json:"threshold_seconds"`
	// What the promise is made over.
	Period Period `json:"period"`
	// What the owner should make of it.
	State State `json:"state"`
	// How far the figures can be trusted.
	Data Data `json:"data"`
	// Code of why `data` or `state` is what it is; nil if all is well.
	Reason *Reason `json:"reason"`
	// The same as a sentence.
	Message *string `json:"message"`
	// How the events were counted.
	Counting Counting `json:"counting"`
	// Where the counted period truly begins.
	Start time.Time `json:"start"`
	// Where it truly ends.
	End time.Time `json:"end"`
	// Share of the period that has been read from Prometheus.
	CoveredRatio float64 `json:"covered_ratio"`
	// Time of the earliest sample in the account.
	Since *time.Time `json:"since"`
	// How far the figures reach; nil if there are none.
	DataUntil *time.Time `json:"data_until"`
	// Share of good events over the period; nil if nothing happened or nothing is known.
	Sli *float64 `json:"sli"`
	// Bounds of `sli` where it was interpolated; nil where it was counted.
	Estimate *Estimate `json:"estimate"`
	// Events of the period, without those that are excluded.
	Events *Events `json:"events"`
	// What is excluded from the figures; nil if nothing is.
	Excluded *Excluded `json:"excluded"`
	// The error budget of the period.
	Budget *Budget `json:"budget"`
	// By ascending window.
	BurnRates []BurnRate `json:"burn_rates"`
	// Recent latency quantiles; nil unless `indicator` is LATENCY and they are known.
	Latency *Latency `json:"latency"`
	// The alerts that fire.
	Alerts []StatusAlert `json:"alerts"`
	// What the status is true for.
	EvaluatedAt time.Time `json:"evaluated_at"`
}

// StatusDetail is a status with what it is read from.
type StatusDetail struct {
	Status
	// The SLO as its author wrote it.
	Definition Definition `json:"definition"`
	// The queries that read its events, as Prometheus is asked them.
	Queries []string `json:"queries"`
}

// StatusAlert is an alert of this SLO that fires.
type StatusAlert struct {
	// Names the episode, from its begin to its end.
	ID string `json:"id"`
	// Name of the condition.
	Tier string `json:"tier"`
	// Whom it calls.
	Severity Severity `json:"severity"`
	// Code of why it fires.
	Reason AlertReason `json:"reason"`
	// The evaluation in which it began.
	StartedAt time.Time `json:"started_at"`
	// What was seen then, in a sentence.
	Summary string `json:"summary"`
	// The burn rate that both windows were at or above; nil if it is not about burning.
	Factor *float64 `json:"factor"`
	// Shows that the matter is significant.
	LongWindowSeconds *int `json:"long_window_seconds"`
	// Shows that the matter is still going on.
	ShortWindowSeconds *int `json:"short_window_seconds"`
}

// Estimate has the bounds of an SLI that had to be interpolated inside a bucket.
type Estimate struct {
	// The SLI if every event in the bucket was bad.
	SliLow float64 `json:"sli_low"`
	// The SLI if every event in the bucket was good.
	SliHigh float64 `json:"sli_high"`
}

// Events are the events of a window.
type Events struct {
	// Events that kept the promise.
	Good float64 `json:"good"`
	// Events that broke it.
	Bad float64 `json:"bad"`
	// All events.
	Total float64 `json:"total"`
}

// Excluded is what exclusions take out of the figures of the period.
type Excluded struct {
	// Events that are in no other figure.
	Events Events `json:"events"`
	// How much of the period is excluded.
	Seconds float64 `json:"seconds"`
}

// Budget is the bad events allowed in the period, and what became of them.
type Budget struct {
	// How many bad events are allowed.
	Events float64 `json:"events"`
	// What the budget is a share of.
	Basis Basis `json:"basis"`
	// Share that is spent; above 1 when more than all of it is.
	ConsumedRatio *float64 `json:"consumed_ratio"`
	// Share that is left; below 0 when more than all of it is spent.
	RemainingRatio *float64 `json:"remaining_ratio"`
	// When it is gone at the present rate; nil if that is not foreseen.
	ExhaustsAt *time.Time `json:"exhausts_at"`
}

// BurnRate is how fast a window spends the budget.
type BurnRate struct {
	// Length of the window.
	WindowSeconds int `json:"window_seconds"`
	// 1 spends the budget in exactly one period; nil if it is not known.
	BurnRate *float64 `json:"burn_rate"`
	// What happened in the window; nil if it is not known.
	Events *Events `json:"events"`
}

// Latency is the quantiles of a window.
type Latency struct {
	// Length of the window.
	WindowSeconds int `json:"window_seconds"`
	// When the window ended.
	EvaluatedAt time.Time `json:"evaluated_at"`
	// In ascending order.
	Quantiles []Quantile `json:"quantiles"`
}

// Quantile is a latency quantile as the bucket that holds it and the interpolation inside.
type Quantile struct {
	// Which quantile, such as 0.95.
	Quantile float64 `json:"quantile"`
	// Interpolated; nil in the bucket without an upper bound.
	ValueSeconds *float64 `json:"value_seconds"`
	// Lower bound of the bucket.
	LowSeconds float64 `json:"low_seconds"`
	// Upper bound of the bucket; nil if it has none.
	HighSeconds *float64 `json:"high_seconds"`
}
