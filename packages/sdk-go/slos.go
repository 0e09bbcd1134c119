package slomonitor

import (
	"context"
	"iter"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// ListSlosQuery is which statuses are asked for; what is left out does not choose.
type ListSlosQuery struct {
	// Only SLOs of this service.
	Service string `json:"service,omitzero"`
	// Only SLOs in this state.
	State State `json:"state,omitzero"`
	// Only SLOs with all of these labels, each written as name:value.
	Label []string `json:"label,omitzero"`
	// The most SLOs on a page; 1,000 by default, and at most.
	Limit int `json:"limit,omitzero"`
	// NextCursor of the page before.
	Cursor string `json:"cursor,omitzero"`
}

// ListSlos lists the statuses of the newest evaluation, ordered by id: a page of them.
//
// GET /slos, gRPC ListSlos.
func (c *Client) ListSlos(ctx context.Context, query ListSlosQuery) (*StatusList, error) {
	return answered[StatusList](ctx, c, seam.Call{Operation: seam.ListSlos, Question: query})
}

// AllSlos is each status of every page of ListSlos.
func (c *Client) AllSlos(ctx context.Context, query ListSlosQuery) iter.Seq2[Status, error] {
	return pages(query.Cursor, func(cursor string) (*StatusList, error) {
		query.Cursor = cursor
		return c.ListSlos(ctx, query)
	})
}

// GetSlo shows one status with its definition and the queries that read its events.
//
// GET /slos/{id}, gRPC GetSlo.
func (c *Client) GetSlo(ctx context.Context, id string) (*StatusDetail, error) {
	return answered[StatusDetail](ctx, c, seam.Call{Operation: seam.GetSlo, Path: id})
}

// GetSloHistoryQuery is which time of an SLO is asked for; by default the period up to now.
type GetSloHistoryQuery struct {
	// Where it begins.
	Start time.Time `json:"start,omitzero"`
	// Where it ends.
	End time.Time `json:"end,omitzero"`
	// The length of a point in whole seconds; by default one that gives about 300 points.
	Step int `json:"step,omitzero"`
}

// GetSloHistory shows events, burn rate and what was left of the budget over time, and what was
// noted.
//
// GET /slos/{id}/history, gRPC GetSloHistory.
func (c *Client) GetSloHistory(
	ctx context.Context, id string, query GetSloHistoryQuery,
) (*History, error) {
	return answered[History](ctx, c, seam.Call{Operation: seam.GetSloHistory, Path: id, Question: query})
}
