package seam

import (
	"context"
	"time"
)

// RealClock is the clock on the wall.
type RealClock struct{}

// Now is the present time.
func (RealClock) Now() time.Time { return time.Now() }

// Sleep waits.
func (RealClock) Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
