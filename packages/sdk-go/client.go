package slomonitor

import (
	"context"
	"fmt"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/config"
	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// Client asks one service. New, or slomonitorgrpc.New, makes one. It is safe for concurrent use, and
// keeps connections: make one and share it.
type Client struct {
	transport seam.Transport
	clock     seam.Clock
	timeout   time.Duration
}

// New makes a client that asks over HTTP; baseURL is such as http://127.0.0.1:8080. Nothing is
// asked yet. For gRPC there is slomonitorgrpc.New.
func New(baseURL string, options ...Option) (*Client, error) {
	settings, err := config.From(userAgent, options)
	if err != nil {
		return nil, fmt.Errorf("slo-monitor: %w", err)
	}
	transport, err := newHTTPTransport(baseURL, settings)
	if err != nil {
		return nil, fmt.Errorf("slo-monitor: %w", err)
	}
	return NewOver(transport, settings), nil
}

// NewOver makes a client over another transport. Only packages of this module can call it:
// slomonitorgrpc does.
func NewOver(transport seam.Transport, settings *config.Config) *Client {
	return &Client{transport: transport, clock: settings.Clock, timeout: settings.Timeout}
}

// Close lets go of the connections that are kept. Calls that are under way may fail.
func (c *Client) Close() error { return c.transport.Close() }

// ask asks, within the time that the call may take, and again where that is safe.
func (c *Client) ask(ctx context.Context, call seam.Call, answer any) error {
	if _, ok := ctx.Deadline(); !ok && c.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.timeout)
		defer cancel()
	}
	return c.askPatiently(ctx, call, answer)
}

// askPatiently asks without a time limit but the context's.
func (c *Client) askPatiently(ctx context.Context, call seam.Call, answer any) error {
	if !isKey(call.IdempotencyKey) {
		return &Error{
			Kind: KindInvalid, Field: "Idempotency-Key",
			Message: "an idempotency key has 1 to 200 visible ASCII letters",
		}
	}
	return c.repeat(ctx, isSafe(call), func() error { return c.transport.Ask(ctx, call, answer) })
}

// isSafe says whether asking again cannot do anything twice.
func isSafe(call seam.Call) bool { return call.Operation.Reads || call.IdempotencyKey != "" }

// answered asks for an answer of a type.
func answered[T any](ctx context.Context, c *Client, call seam.Call) (*T, error) {
	answer := new(T)
	if err := c.ask(ctx, call, answer); err != nil {
		return nil, err
	}
	return answer, nil
}
