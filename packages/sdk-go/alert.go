package slomonitor

import "time"

// AlertList is the alerts that fire, by id.
type AlertList struct {
	// Number of the step on the clock's grid.
	Generation int64 `json:"generation"`
	// What the list is true for.
	EvaluatedAt time.Time `json:"evaluated_at"`
	// Whether that is too long ago: the alerts fire as they did then, and what is now is nil.
	IsExpired bool `json:"is_expired"`
	// Ordered by id.
	Alerts []Alert `json:"alerts"`
	// Ask with it for the next page; nil on the last.
	NextCursor *string `json:"next_cursor"`
}

// Alert is an alert that fires.
type Alert struct {
	// Id of the SLO.
	Slo string `json:"slo"`
	// Name of the definition.
	Name string `json:"name"`
	// The service that makes the promise.
	Service string `json:"service"`
	// The author's labels.
	Labels map[string]string `json:"labels"`
	// The label values of the group, empty if the definition is not grouped.
	Group map[string]string `json:"group"`
	// Name of the condition.
	Tier string `json:"tier"`
	// Whom it calls.
	Severity Severity `json:"severity"`
	// The burn rate that both windows were at or above; nil if it is not about burning.
	Factor *float64 `json:"factor"`
	// Shows that the matter is significant.
	LongWindowSeconds *int `json:"long_window_seconds"`
	// Shows that the matter is still going on.
	ShortWindowSeconds *int `json:"short_window_seconds"`
	// The groups of the definition with the most bad events when it began.
	Worst []Share `json:"worst"`
	// What was noted of the SLO in the hour before it began, the last of that.
	After *Annotation `json:"after"`
	// Where help is written down.
	Runbook *string `json:"runbook"`
	// The evaluation in which it began.
	StartedAt time.Time `json:"started_at"`
	// Names the episode, from its begin to its end.
	ID string `json:"id"`
	// Whether it fires.
	State AlertState `json:"state"`
	// Code of why it fires.
	Reason AlertReason `json:"reason"`
	// What was seen when it began, in a sentence.
	Summary string `json:"summary"`
	// What was known when it began.
	Then Evidence `json:"then"`
	// What is known now.
	Now Evidence `json:"now"`
	// The silences that keep it from calling somebody.
	SilencedBy []Silence `json:"silenced_by"`
}

// Evidence is what is known at a time; nil where it is not, or does not apply.
type Evidence struct {
	// Burn rate of the long window.
	LongBurnRate *float64 `json:"long_burn_rate"`
	// Burn rate of the short window.
	ShortBurnRate *float64 `json:"short_burn_rate"`
	// Share of the budget that is left; below 0 when more than all of it is spent.
	RemainingRatio *float64 `json:"remaining_ratio"`
	// When the budget is gone at the present rate; nil if that is not foreseen.
	ExhaustsAt *time.Time `json:"exhausts_at"`
	// How far the figures reach.
	DataUntil *time.Time `json:"data_until"`
}

// Share is one group's part of a definition's bad events.
type Share struct {
	// The label values of the group.
	Group map[string]string `json:"group"`
	// Share of the bad events in the long window that happened in it.
	BadRatio float64 `json:"bad_ratio"`
}

// Silence is that somebody told an Alertmanager not to notify of an alert for a while.
type Silence struct {
	// Names it at that Alertmanager.
	ID string `json:"id"`
	// Why.
	Comment string `json:"comment"`
	// Who.
	CreatedBy string `json:"created_by"`
	// Until when.
	EndsAt time.Time `json:"ends_at"`
}

// TransitionList has how alerts changed.
type TransitionList struct {
	// In the order in which they were stored, the last one first.
	Transitions []Transition `json:"transitions"`
	// Ask with it for the next page; nil on the last.
	NextCursor *string `json:"next_cursor"`
}

// Transition is a change of an alert's state.
type Transition struct {
	// Id of the SLO.
	Slo string `json:"slo"`
	// Name of the definition.
	Name string `json:"name"`
	// The service that makes the promise.
	Service string `json:"service"`
	// The author's labels.
	Labels map[string]string `json:"labels"`
	// The label values of the group, empty if the definition is not grouped.
	Group map[string]string `json:"group"`
	// Name of the condition.
	Tier string `json:"tier"`
	// Whom it calls.
	Severity Severity `json:"severity"`
	// The burn rate that both windows were at or above; nil if it is not about burning.
	Factor *float64 `json:"factor"`
	// Shows that the matter is significant.
	LongWindowSeconds *int `json:"long_window_seconds"`
	// Shows that the matter is still going on.
	ShortWindowSeconds *int `json:"short_window_seconds"`
	// The groups of the definition with the most bad events when it began.
	Worst []Share `json:"worst"`
	// What was noted of the SLO in the hour before it began, the last of that.
	After *Annotation `json:"after"`
	// Where help is written down.
	Runbook *string `json:"runbook"`
	// The evaluation in which it began.
	StartedAt time.Time `json:"started_at"`
	// Names the change: who has heard of it once need not hear of it again.
	ID string `json:"id"`
	// Id of the alert.
	Alert string `json:"alert"`
	// What it became.
	State AlertState `json:"state"`
	// Code of why it changed.
	Reason AlertReason `json:"reason"`
	// The evaluation in which it changed.
	At time.Time `json:"at"`
	// What was seen then, in a sentence.
	Summary string `json:"summary"`
	// What was known then.
	Evidence Evidence `json:"evidence"`
	// What became of telling it, by receiver; empty if nobody has to be told.
	Deliveries []Delivery `json:"deliveries"`
}

// Delivery is what became of telling a receiver.
type Delivery struct {
	// Who is told.
	Receiver string `json:"receiver"`
	// How far that is: `PENDING`, or what became of it; more words may come.
	State string `json:"state"`
	// How often it was tried.
	Attempts int `json:"attempts"`
	// Why the last attempt failed; nil if none did.
	LastError *string `json:"last_error"`
}

// Severity is whom an alert calls: somebody now, or somebody in working hours.
type Severity string

// The words of Severity that are known.
const (
	SeverityPage   Severity = "PAGE"
	SeverityTicket Severity = "TICKET"
)

// AlertState is a state that is told; an alert that is neither is inactive, and no alert.
type AlertState string

// The words of AlertState that are known.
const (
	AlertStateFiring   AlertState = "FIRING"
	AlertStateResolved AlertState = "RESOLVED"
)

// AlertReason is why an alert changed its state.
type AlertReason string

// The words of AlertReason that are known.
const (
	AlertReasonBurnRate    AlertReason = "BURN_RATE"
	AlertReasonBudgetBelow AlertReason = "BUDGET_BELOW"
	AlertReasonNoData      AlertReason = "NO_DATA"
	AlertReasonRecovered   AlertReason = "RECOVERED"
	AlertReasonNotDefined  AlertReason = "NOT_DEFINED"
)
