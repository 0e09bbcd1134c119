package slomonitor

import "time"

// AnnotationList has annotations, the one that began last first.
type AnnotationList struct {
	// By begin, the last one first.
	Annotations []Annotation `json:"annotations"`
	// Ask with it for the next page; nil on the last.
	NextCursor *string `json:"next_cursor"`
}

// Annotation is something that happened, at a time or for a while.
type Annotation struct {
	// Names it.
	ID string `json:"id"`
	// What it was.
	Kind AnnotationKind `json:"kind"`
	// What it was, for people.
	Text string `json:"text"`
	// When it happened, or began.
	Start time.Time `json:"start"`
	// When it ended; nil if it happened at once, or goes on.
	End *time.Time `json:"end"`
	// It belongs to the SLOs that have them all among service, labels and group.
	Labels map[string]string `json:"labels"`
	// Who noted it.
	CreatedBy string `json:"created_by"`
	// When it was noted.
	CreatedAt time.Time `json:"created_at"`
}

// AnnotationNote is what happened.
type AnnotationNote struct {
	// What it was.
	Kind AnnotationKind `json:"kind"`
	// What it was, for people, in one line: `1.42`.
	Text string `json:"text"`
	// When it happened, or began; just now if left out.
	Start time.Time `json:"start,omitzero"`
	// When it ended, if it lasted.
	End time.Time `json:"end,omitzero"`
	// It belongs to the SLOs that have them all among `service`, labels and group; to every SLO if
	// there are none.
	Labels map[string]string `json:"labels,omitzero"`
}

// AnnotationKind is what happened.
type AnnotationKind string

// The words of AnnotationKind that are known.
const (
	AnnotationKindDeploy   AnnotationKind = "DEPLOY"
	AnnotationKindIncident AnnotationKind = "INCIDENT"
	AnnotationKindNote     AnnotationKind = "NOTE"
)
