package slomonitor

import "encoding/json"

// Period is what a promise is made over: the one of its parts that Kind names. Both are nil if the
// kind is one that this version does not know.
type Period struct {
	Kind     PeriodKind      `json:"kind"`
	Rolling  *RollingPeriod  `union:"ROLLING"`
	Calendar *CalendarPeriod `union:"CALENDAR"`
}

// MarshalJSON writes the part that is there, as the service does.
func (p Period) MarshalJSON() ([]byte, error) {
	switch {
	case p.Rolling != nil:
		return json.Marshal(p.Rolling)
	case p.Calendar != nil:
		return json.Marshal(p.Calendar)
	}
	return json.Marshal(map[string]PeriodKind{"kind": p.Kind})
}

// RollingPeriod is a promise over the last so many seconds, at any time.
type RollingPeriod struct {
	Kind PeriodKind `json:"kind"`
	// Length of the period.
	Seconds int `json:"seconds"`
}

// CalendarPeriod is a promise over each calendar unit.
type CalendarPeriod struct {
	Kind PeriodKind `json:"kind"`
	// What the calendar is cut into.
	Unit CalendarUnit `json:"unit"`
	// IANA name of the time zone whose clocks cut it.
	Timezone string `json:"timezone"`
}

// PeriodKind is how a period is measured.
type PeriodKind string

// The words of PeriodKind that are known.
const (
	PeriodKindRolling  PeriodKind = "ROLLING"
	PeriodKindCalendar PeriodKind = "CALENDAR"
)

// CalendarUnit is a calendar period that a promise can be made over; a week begins on Monday.
type CalendarUnit string

// The words of CalendarUnit that are known.
const (
	CalendarUnitWeek    CalendarUnit = "WEEK"
	CalendarUnitMonth   CalendarUnit = "MONTH"
	CalendarUnitQuarter CalendarUnit = "QUARTER"
)
