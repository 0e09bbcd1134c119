package slomonitor

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter reads how long to wait: whole seconds, or until a time; nil if it says neither.
func retryAfter(written string, now time.Time) *time.Duration {
	if written != "" && strings.Trim(written, "0123456789") == "" {
		seconds, _ := strconv.ParseFloat(written, 64)
		return durationOf(seconds)
	}
	until, err := http.ParseTime(written)
	if err != nil {
		return nil
	}
	return durationOf(math.Ceil(max(until.Sub(now).Seconds(), 0)))
}

// durationOf is a number of seconds, or the longest duration there is.
func durationOf(seconds float64) *time.Duration {
	wait := time.Duration(math.MaxInt64)
	if seconds < wait.Seconds() {
		wait = time.Duration(seconds * float64(time.Second))
	}
	return &wait
}
