package slomonitor

import (
	"context"
	"iter"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// ListExclusionsQuery is which page of exclusions is asked for.
type ListExclusionsQuery struct {
	// The most exclusions on a page; 1,000 by default, and at most.
	Limit int `json:"limit,omitzero"`
	// NextCursor of the page before.
	Cursor string `json:"cursor,omitzero"`
}

// ListExclusions lists the times outside the promises, by id.
//
// GET /exclusions, gRPC ListExclusions.
func (c *Client) ListExclusions(ctx context.Context, query ListExclusionsQuery) (*ExclusionList, error) {
	return answered[ExclusionList](ctx, c, seam.Call{Operation: seam.ListExclusions, Question: query})
}

// AllExclusions is each exclusion of every page of ListExclusions.
func (c *Client) AllExclusions(ctx context.Context, query ListExclusionsQuery) iter.Seq2[Exclusion, error] {
	return pages(query.Cursor, func(cursor string) (*ExclusionList, error) {
		query.Cursor = cursor
		return c.ListExclusions(ctx, query)
	})
}

// CreateExclusion leaves a time out of the figures. It is never repeated by itself, and may take a
// minute where the time lies in the past: give a context with a deadline then.
//
// POST /exclusions, gRPC CreateExclusion.
func (c *Client) CreateExclusion(ctx context.Context, question ExclusionQuestion) (*Exclusion, error) {
	return answered[Exclusion](ctx, c, seam.Call{Operation: seam.CreateExclusion, Question: question})
}

// DeleteExclusion counts again what was left out. It is never repeated by itself.
//
// DELETE /exclusions/{id}, gRPC DeleteExclusion.
func (c *Client) DeleteExclusion(ctx context.Context, id string) error {
	return c.ask(ctx, seam.Call{Operation: seam.DeleteExclusion, Path: id}, nil)
}
