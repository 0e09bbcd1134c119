package slomonitor

import "time"

// ExclusionList has the exclusions in force, those that have passed included.
type ExclusionList struct {
	// Ordered by id.
	Exclusions []Exclusion `json:"exclusions"`
	// Ask with it for the next page; nil on the last.
	NextCursor *string `json:"next_cursor"`
}

// Exclusion is a time whose events are in no budget, SLI or burn rate of the SLOs that it applies
// to.
type Exclusion struct {
	// Names it.
	ID string `json:"id"`
	// Names of definitions that it applies to; empty: any.
	Slos []string `json:"slos"`
	// What an SLO must have, each of them, among its service, labels and group.
	Labels map[string]string `json:"labels"`
	// Whether it applies to every SLO.
	All bool `json:"all"`
	// When it begins; if it recurs, when it can at the earliest.
	Start time.Time `json:"start"`
	// When it ends; nil if it recurs.
	End *time.Time `json:"end"`
	// How it recurs (RFC 5545); nil if it does not.
	RRule *string `json:"rrule"`
	// How long each occurrence lasts; nil if it does not recur.
	DurationSeconds *int `json:"duration_seconds"`
	// IANA name of the time zone whose clocks the rule follows; nil if it does not recur.
	Timezone *string `json:"timezone"`
	// Why this time is left out.
	Reason string `json:"reason"`
	// Who asked for it; nil if that is not known.
	CreatedBy *string `json:"created_by"`
	// When it was asked for; nil if it stands in a file.
	CreatedAt *time.Time `json:"created_at"`
	// Where it comes from; one of a file can only be changed there.
	Source ExclusionSource `json:"source"`
	// The file, and the line after a colon; nil unless it stands in one.
	File *string `json:"file"`
}

// ExclusionQuestion is an exclusion that is asked for: `end`, or `rrule` with `duration_seconds`.
type ExclusionQuestion struct {
	// Names of definitions it applies to.
	Slos []string `json:"slos,omitzero"`
	// Only SLOs with all of these among their service, labels and group.
	Labels map[string]string `json:"labels,omitzero"`
	// True: it applies to every SLO.
	All bool `json:"all,omitzero"`
	// When it begins; if it recurs, at the earliest.
	Start time.Time `json:"start"`
	// When it ends; it may lie in the past.
	End time.Time `json:"end,omitzero"`
	// How it recurs (RFC 5545), such as FREQ=WEEKLY;BYDAY=SU.
	RRule string `json:"rrule,omitzero"`
	// How long each occurrence lasts.
	DurationSeconds int `json:"duration_seconds,omitzero"`
	// IANA name of the time zone of the rule; UTC by default.
	Timezone string `json:"timezone,omitzero"`
	// Why this time is left out.
	Reason string `json:"reason"`
}

// ExclusionSource is where an exclusion comes from.
type ExclusionSource string

// The words of ExclusionSource that are known.
const (
	ExclusionSourceFile ExclusionSource = "FILE"
	ExclusionSourceAPI  ExclusionSource = "API"
)
