package slomonitor

import (
	"context"
	"iter"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// ListPlansQuery is which page of plans is asked for.
type ListPlansQuery struct {
	// The most plans on a page; 1,000 by default, and at most.
	Limit int `json:"limit,omitzero"`
	// NextCursor of the page before.
	Cursor string `json:"cursor,omitzero"`
}

// ListPlans lists the plans in force, by name, each with its last run.
//
// GET /plans, gRPC ListPlans.
func (c *Client) ListPlans(ctx context.Context, query ListPlansQuery) (*PlanList, error) {
	return answered[PlanList](ctx, c, seam.Call{Operation: seam.ListPlans, Question: query})
}

// AllPlans is each plan of every page of ListPlans.
func (c *Client) AllPlans(ctx context.Context, query ListPlansQuery) iter.Seq2[Plan, error] {
	return pages(query.Cursor, func(cursor string) (*PlanList, error) {
		query.Cursor = cursor
		return c.ListPlans(ctx, query)
	})
}

// GetPlan shows one plan.
//
// GET /plans/{name}, gRPC GetPlan.
func (c *Client) GetPlan(ctx context.Context, name string) (*Plan, error) {
	return answered[Plan](ctx, c, seam.Call{Operation: seam.GetPlan, Path: name})
}

// RunPlan begins a run of a plan, once under its idempotency key, and does not wait for its end:
// ListenToPlanRun does.
//
// POST /plans/{name}/runs, gRPC RunPlan.
func (c *Client) RunPlan(ctx context.Context, name string, options ...CallOption) (*PlanRun, error) {
	return answered[PlanRun](ctx, c, keyed(seam.Call{Operation: seam.RunPlan, Path: name}, options))
}
