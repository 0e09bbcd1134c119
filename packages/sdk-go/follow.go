package slomonitor

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// follow gives on what comes on a stream, and opens it again when it ends or breaks, until told
// wants no more or an error is none that passes.
func follow[Message any](
	ctx context.Context, c *Client, open func() (seam.Stream, error),
	told func(*Message, error) bool,
) {
	for failed := 0; ; failed++ {
		heard, err := hear(open, told)
		if err == nil {
			return
		}
		if heard {
			failed = 0
		}
		wait, passes := c.waitAfter(ctx, failed, err)
		if passes == nil {
			passes = c.sleep(ctx, wait)
		}
		if passes != nil {
			told(nil, passes)
			return
		}
	}
}

// hear gives on what comes on one connection. It has no error if no more is wanted.
func hear[Message any](
	open func() (seam.Stream, error), told func(*Message, error) bool,
) (heard bool, err error) {
	stream, err := open()
	if err != nil {
		return false, err
	}
	defer stream.Close()
	for {
		message := new(Message)
		if err := stream.Next(message); err != nil {
			return stream.Heard(), err
		}
		if !told(message, nil) {
			return true, nil
		}
	}
}

// waitAfter is how long to wait before a stream is opened again, or the error that ends it.
func (c *Client) waitAfter(ctx context.Context, failed int, err error) (time.Duration, error) {
	delay := longestDelay
	if failed < 6 {
		delay = firstDelay << failed
	}
	if errors.Is(err, io.EOF) && ctx.Err() == nil {
		return delay, nil
	}
	found := asError(ctx, err)
	if !found.Retryable {
		return 0, found
	}
	if found.RetryAfter != nil {
		delay = max(delay, *found.RetryAfter)
	}
	return delay, nil
}

func (c *Client) sleep(ctx context.Context, delay time.Duration) error {
	if err := c.clock.Sleep(ctx, delay); err != nil {
		return errorOf(ctx, err)
	}
	return nil
}
