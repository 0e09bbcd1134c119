package slomonitor

import (
	"context"
	"time"
)

// fakeClock lets time pass only where it is slept.
type fakeClock struct {
	now    time.Time
	delays []float64
}

func (c *fakeClock) Now() time.Time { return c.now }

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.now = c.now.Add(d)
	c.delays = append(c.delays, d.Seconds())
	return ctx.Err()
}

// untilContext has a deadline by another clock: it never passes by itself.
type untilContext struct {
	context.Context
	deadline time.Time
}

func (c untilContext) Deadline() (time.Time, bool) { return c.deadline, true }
