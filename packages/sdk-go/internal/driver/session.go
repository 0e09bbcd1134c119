package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
)

// command is a line of standard input.
type command struct {
	ID             int64                      `json:"id"`
	Call           string                     `json:"call"`
	With           map[string]json.RawMessage `json:"with"`
	All            bool                       `json:"all"`
	Cancel         bool                       `json:"cancel"`
	TimeoutSeconds float64                    `json:"timeout_seconds"`
	IdempotencyKey string                     `json:"idempotency_key"`
}

// session carries out commands beside each other.
type session struct {
	client  *slomonitor.Client
	out     *json.Encoder
	writing sync.Mutex
	running sync.WaitGroup
	cancels map[int64]context.CancelFunc
	guard   sync.Mutex
}

func newSession(client *slomonitor.Client, out io.Writer) *session {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return &session{client: client, out: encoder, cancels: map[int64]context.CancelFunc{}}
}

// run takes commands until there are none, and cancels what still runs then.
func (s *session) run(in io.Reader) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer s.running.Wait()
	defer cancel()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var next command
		if err := json.Unmarshal(lines.Bytes(), &next); err != nil {
			return fmt.Errorf("a command is a JSON object: %w", err)
		}
		if err := s.begin(ctx, &next); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (s *session) begin(ctx context.Context, next *command) error {
	s.guard.Lock()
	defer s.guard.Unlock()
	if next.Cancel {
		if cancel := s.cancels[next.ID]; cancel != nil {
			cancel()
		}
		return nil
	}
	work, err := workOf(next)
	if err != nil {
		return fmt.Errorf("command %d: %w", next.ID, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	s.cancels[next.ID] = cancel
	s.running.Go(func() {
		defer cancel()
		if next.TimeoutSeconds > 0 {
			limited, done := context.WithTimeout(ctx, seconds(next.TimeoutSeconds))
			defer done()
			ctx = limited
		}
		work(ctx, s, next.ID)
	})
	return nil
}

func seconds(number float64) time.Duration { return time.Duration(number * float64(time.Second)) }

// say writes a line.
func (s *session) say(id int64, name string, value any) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.out.Encode(map[string]any{"id": id, name: value}); err != nil {
		panic(err) // nobody listens any more
	}
}

// fail writes what went wrong.
func (s *session) fail(id int64, err error) {
	var failed *slomonitor.Error
	if !errors.As(err, &failed) {
		panic(err) // every error of the client is one
	}
	told := map[string]any{
		"kind": failed.Kind, "code": orNull(failed.Code), "message": failed.Message,
		"field": orNull(failed.Field), "retryable": failed.Retryable,
		"retry_after_seconds": nil, "verdict": nil,
	}
	if failed.RetryAfter != nil {
		told["retry_after_seconds"] = failed.RetryAfter.Seconds()
	}
	if failed.Verdict != nil {
		told["verdict"] = failed.Verdict.Verdict
	}
	s.say(id, "error", told)
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
