package slomonitor

import "time"

// PlanRunList has runs of plans that are kept.
type PlanRunList struct {
	// The one that was begun last first.
	Runs []PlanRun `json:"runs"`
	// Ask with it for the next page; nil on the last.
	NextCursor *string `json:"next_cursor"`
}

// PlanRun is one run of a plan.
type PlanRun struct {
	// Names it.
	ID string `json:"id"`
	// The name of the plan, which may have changed since.
	Plan string `json:"plan"`
	// How far it has come; INTERRUPTED: the service ended while it ran.
	State PlanRunState `json:"state"`
	// What it ended in; nil while it runs.
	Verdict *VerdictKind `json:"verdict"`
	// The stable code behind the verdict: of the plan, or that of the check that decided.
	Reason *PlanRunReason `json:"reason"`
	// The verdict in a sentence; nil while it runs.
	Summary *string `json:"summary"`
	// When it was asked for.
	CreatedAt time.Time `json:"created_at"`
	// Who asked for it: the name of a key, or `loopback`.
	CreatedBy string `json:"created_by"`
	// When its first step began; nil before.
	StartedAt *time.Time `json:"started_at"`
	// When it ended; nil while it runs.
	EndedAt *time.Time `json:"ended_at"`
	// How much of it is done, by the time that its steps take; nil if it was stopped.
	ProgressRatio *float64 `json:"progress_ratio"`
	// In order.
	Steps []PlanRunStep `json:"steps"`
}

// PlanRunStep is how far a step of a run has come.
type PlanRunStep struct {
	// Its place in the plan, from 1.
	Number int `json:"number"`
	// What it does.
	Kind PlanStepKind `json:"kind"`
	// How far it has come; FAILED if it speaks against the run.
	State PlanStepState `json:"state"`
	// When it began; nil before.
	StartedAt *time.Time `json:"started_at"`
	// When it ended; nil before, or if it was skipped.
	EndedAt *time.Time `json:"ended_at"`
	// What it came to, or why it was skipped, in a sentence; nil before.
	Message *string `json:"message"`
	// The verdict of a CHECK; that of a RUN can be asked for under this id.
	CheckID *string `json:"check_id"`
	// What a CHECK answered; nil before, and for other kinds.
	CheckVerdict *VerdictKind `json:"check_verdict"`
	// How much of it is done, by the time that it takes; nil where that cannot be told.
	ProgressRatio *float64 `json:"progress_ratio"`
}

// PlanRunState is how far a run has come.
type PlanRunState string

// The words of PlanRunState that are known.
const (
	PlanRunStateRunning     PlanRunState = "RUNNING"
	PlanRunStateFinished    PlanRunState = "FINISHED"
	PlanRunStateCancelled   PlanRunState = "CANCELLED"
	PlanRunStateInterrupted PlanRunState = "INTERRUPTED"
)

// PlanStepState is how far a step has come; it FAILED if it speaks against the run.
type PlanStepState string

// The words of PlanStepState that are known.
const (
	PlanStepStatePending   PlanStepState = "PENDING"
	PlanStepStateRunning   PlanStepState = "RUNNING"
	PlanStepStateSucceeded PlanStepState = "SUCCEEDED"
	PlanStepStateFailed    PlanStepState = "FAILED"
	PlanStepStateSkipped   PlanStepState = "SKIPPED"
	PlanStepStateCancelled PlanStepState = "CANCELLED"
)
