package slomonitor

import (
	"context"
	"iter"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// ListPlanRunsQuery is which runs of plans are asked for.
type ListPlanRunsQuery struct {
	// Only runs of the plan of this name.
	Plan string `json:"plan,omitzero"`
	// The most runs on a page; 1,000 by default, and at most.
	Limit int `json:"limit,omitzero"`
	// NextCursor of the page before.
	Cursor string `json:"cursor,omitzero"`
}

// ListPlanRuns lists the runs of plans that are kept, the one that was begun last first.
//
// GET /plan-runs, gRPC ListPlanRuns.
func (c *Client) ListPlanRuns(ctx context.Context, query ListPlanRunsQuery) (*PlanRunList, error) {
	return answered[PlanRunList](ctx, c, seam.Call{Operation: seam.ListPlanRuns, Question: query})
}

// AllPlanRuns is each run of every page of ListPlanRuns.
func (c *Client) AllPlanRuns(ctx context.Context, query ListPlanRunsQuery) iter.Seq2[PlanRun, error] {
	return pages(query.Cursor, func(cursor string) (*PlanRunList, error) {
		query.Cursor = cursor
		return c.ListPlanRuns(ctx, query)
	})
}

// GetPlanRun shows one run as it stands.
//
// GET /plan-runs/{id}, gRPC GetPlanRun.
func (c *Client) GetPlanRun(ctx context.Context, id string) (*PlanRun, error) {
	return answered[PlanRun](ctx, c, seam.Call{Operation: seam.GetPlanRun, Path: id})
}

// CancelPlanRun ends a run before its verdict, and answers once it has ended; one that has ended
// is shown as it is. It is never repeated by itself.
//
// POST /plan-runs/{id}/cancel, gRPC CancelPlanRun.
func (c *Client) CancelPlanRun(ctx context.Context, id string) (*PlanRun, error) {
	return answered[PlanRun](ctx, c, seam.Call{Operation: seam.CancelPlanRun, Path: id})
}

// ListenToPlanRun follows one run: first as it stands, then at each change, until it has ended.
// Each message is the whole run. Where the stream breaks it is opened again, for as long as the
// context lasts; an error that asking again does not mend ends it.
//
// GET /plan-runs/{id}/events, gRPC ListenToPlanRun.
func (c *Client) ListenToPlanRun(ctx context.Context, id string) iter.Seq2[*PlanRun, error] {
	return func(yield func(*PlanRun, error) bool) {
		open := func() (seam.Stream, error) {
			return c.transport.Open(ctx, seam.Call{Operation: seam.ListenToPlanRun, Path: id})
		}
		follow(ctx, c, open, func(run *PlanRun, err error) bool {
			return yield(run, err) && err == nil && run.EndedAt == nil
		})
	}
}
