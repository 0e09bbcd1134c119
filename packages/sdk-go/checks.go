package slomonitor

import (
	"context"
	"iter"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// CheckSlos asks: may we ship? With a Window or a Start: how did this run go? Budgets are judged as
// they stand. A run's events are read from Prometheus and, unless Keep is false, the verdict is
// kept under an idempotency key; that is a write. A run is waited for as long as the context lasts,
// unless Wait is false: then the answer is what is pending.
//
// POST /slo/check, gRPC CheckSlos.
func (c *Client) CheckSlos(
	ctx context.Context, question CheckQuestion, options ...CallOption,
) (*CheckAnswer, error) {
	call := seam.Call{Operation: seam.CheckBudgets, Question: question}
	if question.IsRun() {
		call.Operation = seam.CheckRun
	}
	if question.isKept() {
		call.IdempotencyKey = newKey()
	}
	for _, option := range options {
		option(&call)
	}
	ask := c.ask
	if question.waits() {
		ask = c.askPatiently
	}
	answer := new(CheckAnswer)
	if err := ask(ctx, call, answer); err != nil {
		return nil, err
	}
	return answer, nil
}

// ListChecksQuery is which page of verdicts is asked for.
type ListChecksQuery struct {
	// The most verdicts on a page; 1,000 by default, and at most.
	Limit int `json:"limit,omitzero"`
	// NextCursor of the page before.
	Cursor string `json:"cursor,omitzero"`
}

// ListChecks lists the verdicts on runs that are kept, the one that was asked for last first.
//
// GET /slo/checks, gRPC ListChecks.
func (c *Client) ListChecks(ctx context.Context, query ListChecksQuery) (*CheckList, error) {
	return answered[CheckList](ctx, c, seam.Call{Operation: seam.ListChecks, Question: query})
}

// AllChecks is each verdict of every page of ListChecks.
func (c *Client) AllChecks(ctx context.Context, query ListChecksQuery) iter.Seq2[CheckSummary, error] {
	return pages(query.Cursor, func(cursor string) (*CheckList, error) {
		query.Cursor = cursor
		return c.ListChecks(ctx, query)
	})
}

// GetCheck shows the verdict on a run, whatever it is, or says that it is not there yet.
//
// GET /slo/checks/{id}, gRPC GetCheck.
func (c *Client) GetCheck(ctx context.Context, id string) (*CheckAnswer, error) {
	return answered[CheckAnswer](ctx, c, seam.Call{Operation: seam.GetCheck, Path: id})
}
