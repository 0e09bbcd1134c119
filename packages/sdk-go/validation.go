package slomonitor

// ValidationQuestion has definition files as they would stand beside each other, and nothing else
// in the catalog.
type ValidationQuestion struct {
	// The files, in any order.
	Files []ProposedFile `json:"files"`
	// The most findings; 1,000 by default.
	Limit int `json:"limit,omitzero"`
}

// ProposedFile is a definition file that is only proposed.
type ProposedFile struct {
	// What findings call it; no file is looked for.
	Path string `json:"path"`
	// Its text: YAML, as it would stand in the file.
	Content string `json:"content"`
}

// Validation is what would become of definition files; they are taken whole or not at all.
type Validation struct {
	// Whether they could be used: no finding is an ERROR.
	Valid bool `json:"valid"`
	// By file and place; at most 100 errors are told of one file.
	Findings []Finding `json:"findings"`
	// Whether there are more findings than `limit`; errors are told before warnings then.
	HasMore bool `json:"has_more"`
	// Names of the definitions, in order; empty unless they are valid.
	Slos []string `json:"slos"`
}

// Finding is something that is to be said of a definition, and where it stands.
type Finding struct {
	// The file, by the path that it was sent under.
	File string `json:"file"`
	// The line, from 1.
	Line int `json:"line"`
	// The character of the line, from 1; nil if the definition that begins there is meant.
	Column *int `json:"column"`
	// The field, such as `slos[0].objective`; nil if it is none, or more than one.
	Field *string `json:"field"`
	// ERROR: the definitions cannot be used; WARNING: they can, and perhaps mean something else.
	Severity FindingSeverity `json:"severity"`
	// What it is, and what would be right.
	Message string `json:"message"`
}

// FindingSeverity is whether a finding keeps the definitions from being used.
type FindingSeverity string

// The words of FindingSeverity that are known.
const (
	FindingSeverityError   FindingSeverity = "ERROR"
	FindingSeverityWarning FindingSeverity = "WARNING"
)
