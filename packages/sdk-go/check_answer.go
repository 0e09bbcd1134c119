package slomonitor

import (
	"encoding/json"
	"time"
)

// CheckAnswer is the verdict on what was asked, or, while a run is being judged, what is pending.
// Exactly one of the two is there.
type CheckAnswer struct {
	Verdict *Verdict      `json:"verdict"`
	Pending *CheckPending `json:"check_pending"`
}

// MarshalJSON writes the one that is there, as the service does.
func (a CheckAnswer) MarshalJSON() ([]byte, error) {
	if a.Pending != nil {
		return json.Marshal(a.Pending)
	}
	return json.Marshal(a.Verdict)
}

// CheckPending is a check of a run that is not over.
type CheckPending struct {
	// Ask for it by this.
	CheckID string `json:"check_id"`
	// When to ask again.
	RetryAfterSeconds float64 `json:"retry_after_seconds"`
}

// CheckList has verdicts on runs, the one that was asked for last first.
type CheckList struct {
	// By when they were asked for, the last first.
	Checks []CheckSummary `json:"checks"`
	// Ask with it for the next page; nil on the last.
	NextCursor *string `json:"next_cursor"`
}

// CheckSummary is a verdict on a run, without its results.
type CheckSummary struct {
	// Names it.
	CheckID string `json:"check_id"`
	// The answer.
	Verdict VerdictKind `json:"verdict"`
	// Code of the reason for the worst result.
	Reason VerdictReason `json:"reason"`
	// The answer as a sentence.
	Summary string `json:"summary"`
	// Where the run begins.
	Start time.Time `json:"start"`
	// Where it ends.
	End time.Time `json:"end"`
	// Labels that its series have.
	Match map[string]string `json:"match"`
	// When it was asked for.
	CreatedAt time.Time `json:"created_at"`
	// Who asked.
	CreatedBy string `json:"created_by"`
}
