package slomonitor

import "iter"

// paged is a page of a list.
type paged[Item any] interface {
	// page is its items, and the cursor of the next page.
	page() ([]Item, *string)
}

// pages is each item of one page after the other, from a cursor on. An error ends it.
func pages[Item any, Page paged[Item]](
	cursor string, list func(cursor string) (Page, error),
) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for next := &cursor; next != nil; {
			answer, err := list(*next)
			if err != nil {
				var none Item
				yield(none, err)
				return
			}
			items, following := answer.page()
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			next = following
		}
	}
}

func (l *StatusList) page() ([]Status, *string)         { return l.Slos, l.NextCursor }
func (l *CheckList) page() ([]CheckSummary, *string)    { return l.Checks, l.NextCursor }
func (l *AlertList) page() ([]Alert, *string)           { return l.Alerts, l.NextCursor }
func (l *TransitionList) page() ([]Transition, *string) { return l.Transitions, l.NextCursor }
func (l *AnnotationList) page() ([]Annotation, *string) { return l.Annotations, l.NextCursor }
func (l *ExclusionList) page() ([]Exclusion, *string)   { return l.Exclusions, l.NextCursor }
func (l *PlanList) page() ([]Plan, *string)             { return l.Plans, l.NextCursor }
func (l *PlanRunList) page() ([]PlanRun, *string)       { return l.Runs, l.NextCursor }
