package slomonitor

import "time"

// Event is something that happened.
type Event struct {
	// Its place in the order of all events; go on after it with `after_id`.
	ID int64 `json:"id"`
	// What happened; RESET: events were missed, so whatever is known should be asked for anew.
	Kind EventKind `json:"kind"`
	// The evaluation in which it happened; nil with RESET.
	At *time.Time `json:"at"`
	// Number of the step that was published; nil unless that is what happened.
	Generation *int64 `json:"generation"`
	// How an alert changed; nil unless that is what happened.
	Transition *Transition `json:"transition"`
	// A run of a plan as it was then; nil unless that is what happened.
	PlanRun *PlanRun `json:"plan_run"`
}

// EventKind is what a listener can be told; RESET cannot be asked for.
type EventKind string

// The words of EventKind that are known.
const (
	EventKindSnapshotPublished EventKind = "SNAPSHOT_PUBLISHED"
	EventKindAlertChanged      EventKind = "ALERT_CHANGED"
	EventKindReset             EventKind = "RESET"
	EventKindPlanRunChanged    EventKind = "PLAN_RUN_CHANGED"
)
