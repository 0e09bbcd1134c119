package slomonitor

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
	"github.com/example/slo-monitor/packages/sdk-go/internal/vectors"
)

// reply is what a request, or a connection of a stream, meets.
type reply struct {
	Status     int
	RetryAfter string `json:"retry_after"`
	Code       string
	Failure    string
	Text       string
}

func (r reply) response() (*http.Response, error) {
	if r.Failure != "" {
		return nil, errors.New("connection refused")
	}
	header := http.Header{}
	body := r.Text
	if r.Status == 0 {
		r.Status = http.StatusOK
		header.Set("Content-Type", "text/event-stream; charset=utf-8")
	}
	if r.RetryAfter != "" {
		header.Set("Retry-After", r.RetryAfter)
	}
	if r.Code != "" {
		body = `{"code": "` + r.Code + `"}`
	}
	return &http.Response{
		StatusCode: r.Status, Header: header, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// clientOver makes a client whose requests meet what is scripted.
func clientOver(t *testing.T, clock seam.Clock, meets roundTripper) *Client {
	t.Helper()
	client, err := New("http://slo.example", WithClock(clock),
		WithHTTPClient(&http.Client{Transport: meets}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

type retryVector struct {
	Name    string
	Request struct {
		Method, Path   string
		Reads          bool
		IdempotencyKey bool `json:"idempotency_key"`
	}
	Now      time.Time
	Deadline float64 `json:"deadline_seconds"`
	Replies  []reply
	Delays   []float64 `json:"delays_seconds"`
	Outcome  struct {
		Status     int
		Error      Kind
		RetryAfter *float64 `json:"retry_after_seconds"`
	}
}

func (c retryVector) call() seam.Call {
	call := seam.Call{Path: "x", Operation: &seam.Operation{
		Method: c.Request.Method, Path: c.Request.Path, Reads: c.Request.Reads,
	}}
	if c.Request.IdempotencyKey {
		call.IdempotencyKey = "build-1042"
	}
	return call
}

func TestARequestIsRepeatedOnlyAsTheContractSays(t *testing.T) {
	for _, c := range vectors.Cases[retryVector](t, "retry") {
		t.Run(c.Name, func(t *testing.T) { c.run(t) })
	}
}

func (c retryVector) run(t *testing.T) {
	clock := &fakeClock{now: c.Now, delays: []float64{}}
	asked := 0
	client := clientOver(t, clock, func(*http.Request) (*http.Response, error) {
		asked++
		return c.Replies[asked-1].response()
	})
	ctx := context.Background()
	if c.Deadline > 0 {
		until := clock.now.Add(time.Duration(c.Deadline * float64(time.Second)))
		ctx = untilContext{ctx, until}
	}
	status := 0
	call, transport := c.call(), client.transport.(*httpTransport)
	err := client.repeat(ctx, isSafe(call), func() error {
		response, err := transport.exchange(ctx, transport.client, call, "application/json")
		if err == nil {
			status = response.StatusCode
		}
		return err
	})
	if !reflect.DeepEqual(clock.delays, c.Delays) || asked != len(c.Replies) {
		t.Errorf("it waited %v between %d requests, not %v", clock.delays, asked, c.Delays)
	}
	c.expect(t, status, err)
}

func (c retryVector) expect(t *testing.T, status int, err error) {
	t.Helper()
	var failed *Error
	if !errors.As(err, &failed) {
		failed = &Error{}
	}
	if status != c.Outcome.Status || failed.Kind != c.Outcome.Error {
		t.Errorf("it came to %d and %v, not %+v", status, err, c.Outcome)
	}
	if wanted := c.Outcome.RetryAfter; wanted != nil && failed.RetryAfter.Seconds() != *wanted {
		t.Errorf("it may be asked again after %v, not %v", failed.RetryAfter, *wanted)
	}
}

func TestACancelledCallEndsItsDelayAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	client := clientOver(t, seam.RealClock{}, func(*http.Request) (*http.Response, error) {
		cancel()
		return reply{Status: 503, RetryAfter: "29"}.response()
	})
	began := time.Now()
	_, err := client.GetSlo(ctx, "checkout-latency")
	if !errors.Is(err, context.Canceled) || time.Since(began) > 10*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}
