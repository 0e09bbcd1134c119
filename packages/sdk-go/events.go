package slomonitor

import (
	"context"
	"iter"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// ListenToEventsQuery is which events are told.
type ListenToEventsQuery struct {
	// Go on after this event; nil: with what happens from now on.
	AfterID *int64 `json:"after_id,omitzero"`
	// Only events of these kinds; all if there are none. RESET cannot be asked for, and always comes.
	Kind []EventKind `json:"kind,omitzero"`
}

// ListenToEvents is told what happens, as it happens, each event once, until the context ends or
// the loop is left. Where the stream breaks it is opened again after the last event that came; an
// error that asking again does not mend ends it. After an event of the kind RESET, whatever is
// known has to be asked for anew.
//
// GET /events, gRPC ListenToEvents.
func (c *Client) ListenToEvents(
	ctx context.Context, query ListenToEventsQuery,
) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		told := told{place: query.AfterID, last: query.AfterID}
		open := func() (seam.Stream, error) {
			again := query
			again.AfterID = told.place
			stream, err := c.transport.Open(ctx, seam.Call{Operation: seam.ListenToEvents, Question: again})
			if err != nil {
				return nil, err
			}
			return &placed{stream, &told}, nil
		}
		follow(ctx, c, open, func(event *Event, err error) bool {
			if err == nil && !told.isNew(event) {
				return true
			}
			return yield(event, err)
		})
	}
}

// told is how far a listener is.
type told struct {
	place *int64 // the id after which to go on
	last  *int64 // that of the last event that was given on
}

// isNew says whether an event was not told before, and notes that it is now.
func (t *told) isNew(event *Event) bool {
	if event.Kind != EventKindReset && t.last != nil && event.ID <= *t.last {
		return false
	}
	t.last = &event.ID
	return true
}

// placed notes where a stream stands, whenever something came.
type placed struct {
	seam.Stream
	told *told
}

// Next waits for a message.
func (p *placed) Next(message any) error {
	err := p.Stream.Next(message)
	if place, ok := p.Place(); ok {
		p.told.place = &place
	}
	return err
}
