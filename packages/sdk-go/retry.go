package slomonitor

import (
	"context"
	"time"
)

const (
	mostRepetitions = 2
	firstDelay      = 500 * time.Millisecond
	longestDelay    = 30 * time.Second
)

// delayBefore is how long to wait before a repetition; number is how many there were.
func delayBefore(number int, err *Error) time.Duration {
	delay := firstDelay << number
	if err.RetryAfter != nil {
		delay = max(delay, *err.RetryAfter)
	}
	return delay
}

// repeat tries until there is an answer, or trying again makes no sense or may do something twice.
func (c *Client) repeat(ctx context.Context, isSafe bool, try func() error) error {
	for number := 0; ; number++ {
		err := try()
		if err == nil {
			return nil
		}
		found := asError(ctx, err)
		if !isSafe || !found.Retryable || number == mostRepetitions {
			return found
		}
		delay := delayBefore(number, found)
		if delay > longestDelay || !c.endsInTime(ctx, delay) {
			return found
		}
		if err := c.clock.Sleep(ctx, delay); err != nil {
			return errorOf(ctx, err)
		}
	}
}

func (c *Client) endsInTime(ctx context.Context, delay time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || !c.clock.Now().Add(delay).After(deadline)
}
