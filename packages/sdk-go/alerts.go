package slomonitor

import (
	"context"
	"iter"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// ListAlertsQuery is which alerts are asked for; what is left out does not choose.
type ListAlertsQuery struct {
	// Only alerts of this SLO: an id, or a definition's name for all its groups.
	Slo string `json:"slo,omitzero"`
	// Only alerts of this service.
	Service string `json:"service,omitzero"`
	// Only alerts of this condition.
	Tier string `json:"tier,omitzero"`
	// Only alerts that call so.
	Severity Severity `json:"severity,omitzero"`
	// FIRING, which is the default and the only state that is listed.
	State AlertState `json:"state,omitzero"`
	// Only alerts of SLOs with all of these labels, each written as name:value.
	Label []string `json:"label,omitzero"`
	// The most alerts on a page; 1,000 by default, and at most.
	Limit int `json:"limit,omitzero"`
	// NextCursor of the page before.
	Cursor string `json:"cursor,omitzero"`
}

// ListAlerts lists the alerts that fire, by id: a page of them.
//
// GET /alerts, gRPC ListAlerts.
func (c *Client) ListAlerts(ctx context.Context, query ListAlertsQuery) (*AlertList, error) {
	return answered[AlertList](ctx, c, seam.Call{Operation: seam.ListAlerts, Question: query})
}

// AllAlerts is each alert of every page of ListAlerts.
func (c *Client) AllAlerts(ctx context.Context, query ListAlertsQuery) iter.Seq2[Alert, error] {
	return pages(query.Cursor, func(cursor string) (*AlertList, error) {
		query.Cursor = cursor
		return c.ListAlerts(ctx, query)
	})
}

// ListAlertHistoryQuery is which changes of alerts are asked for; what is left out does not
// choose.
type ListAlertHistoryQuery struct {
	// Only alerts of this SLO: an id, or a definition's name for all its groups.
	Slo string `json:"slo,omitzero"`
	// Only alerts of this service.
	Service string `json:"service,omitzero"`
	// Only alerts of this condition.
	Tier string `json:"tier,omitzero"`
	// Only alerts that call so.
	Severity Severity `json:"severity,omitzero"`
	// Only changes to this state.
	State AlertState `json:"state,omitzero"`
	// Only changes from then on.
	Start time.Time `json:"start,omitzero"`
	// Only changes before then.
	End time.Time `json:"end,omitzero"`
	// The most changes on a page; 1,000 by default, and at most.
	Limit int `json:"limit,omitzero"`
	// NextCursor of the page before.
	Cursor string `json:"cursor,omitzero"`
}

// ListAlertHistory lists how alerts changed, in the order in which that was stored, the last
// first.
//
// GET /alerts/history, gRPC ListAlertHistory.
func (c *Client) ListAlertHistory(ctx context.Context, query ListAlertHistoryQuery) (*TransitionList, error) {
	return answered[TransitionList](ctx, c, seam.Call{Operation: seam.ListAlertHistory, Question: query})
}

// AllAlertHistory is each change of every page of ListAlertHistory.
func (c *Client) AllAlertHistory(ctx context.Context, query ListAlertHistoryQuery) iter.Seq2[Transition, error] {
	return pages(query.Cursor, func(cursor string) (*TransitionList, error) {
		query.Cursor = cursor
		return c.ListAlertHistory(ctx, query)
	})
}
