package slomonitor

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
	"github.com/example/slo-monitor/packages/sdk-go/internal/vectors"
)

// messages makes a value of each message of the contract that is decoded.
var messages = map[string]func() any{
	"Annotation":   func() any { return new(Annotation) },
	"Budget":       func() any { return new(Budget) },
	"BurnRate":     func() any { return new(BurnRate) },
	"CheckPending": func() any { return new(CheckPending) },
	"Event":        func() any { return new(Event) },
	"Events":       func() any { return new(Events) },
	"Problem":      func() any { return new(wholeProblem) },
	"Quantile":     func() any { return new(Quantile) },
	"Status":       func() any { return new(Status) },
	"StatusList":   func() any { return new(StatusList) },
	"Verdict":      func() any { return new(Verdict) },
}

// wholeProblem is a Problem with all its fields; the client reads one more leniently.
type wholeProblem struct {
	Type   string  `json:"type"`
	Title  string  `json:"title"`
	Status int     `json:"status"`
	Detail string  `json:"detail"`
	Code   string  `json:"code"`
	Field  *string `json:"field"`
}

func TestAMessageIsDecodedOrRefusedAtItsPlace(t *testing.T) {
	type vector struct {
		Name      string
		Message   string
		JSON      json.RawMessage
		Decoded   map[string]any
		RefusedAt *string `json:"refused_at"`
	}
	for _, c := range vectors.Cases[vector](t, "decoding") {
		t.Run(c.Name, func(t *testing.T) {
			into := messages[c.Message]()
			err := codec.Decode(c.JSON, into)
			if c.RefusedAt != nil {
				var refused *DecodeError
				if !errors.As(err, &refused) || refused.Place != *c.RefusedAt {
					t.Fatalf("it was refused with %v, not at %q", err, *c.RefusedAt)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			expectJSON(t, into, c.Decoded)
		})
	}
}

// expectJSON holds that a value, written as JSON, has at least what is wanted.
func expectJSON(t *testing.T, value any, wanted map[string]any) {
	t.Helper()
	written, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var found map[string]any
	if err := json.Unmarshal(written, &found); err != nil {
		t.Fatal(err)
	}
	for name, part := range wanted {
		if !reflect.DeepEqual(found[name], part) {
			t.Errorf("%s is %v, not %v", name, found[name], part)
		}
	}
}

type answer struct {
	Status  int
	Headers map[string]string
	Body    string
}

// outcome is what a client makes of an answer to GET /slo/check.
func (a answer) outcome(t *testing.T, now *time.Time) (*CheckAnswer, *Error) {
	t.Helper()
	clock := &fakeClock{}
	if now != nil {
		clock.now = *now
	}
	header := http.Header{}
	for name, value := range a.Headers {
		header.Set(name, value)
	}
	var err error
	found := new(CheckAnswer)
	if a.Status >= 400 {
		err = failure(a.Status, header, []byte(a.Body), clock.now)
	} else {
		err = understood(a.Status, []byte(a.Body), found)
	}
	var failed *Error
	if err != nil && !errors.As(err, &failed) {
		t.Fatalf("%v is no Error", err)
	}
	return found, failed
}

type wantedError struct {
	Kind       Kind
	Code       *string
	Message    string
	Field      *string
	Retryable  bool
	RetryAfter *float64 `json:"retry_after_seconds"`
	Verdict    *VerdictKind
}

func (w wantedError) expect(t *testing.T, found *Error) {
	t.Helper()
	if found == nil {
		t.Fatal("there was no error")
	}
	is := wantedError{Kind: found.Kind, Message: found.Message, Retryable: found.Retryable}
	if found.Code != "" {
		is.Code = &found.Code
	}
	if found.Field != "" {
		is.Field = &found.Field
	}
	if found.RetryAfter != nil {
		seconds := found.RetryAfter.Seconds()
		is.RetryAfter = &seconds
	}
	if found.Verdict != nil {
		is.Verdict = &found.Verdict.Verdict
	}
	if !reflect.DeepEqual(is, w) {
		t.Errorf("the error is %s, not %s", written(is), written(w))
	}
}

func written(value any) []byte {
	text, _ := json.Marshal(value)
	return text
}

func TestAnAnswerThatFailedIsThatError(t *testing.T) {
	type vector struct {
		Name     string
		Now      *time.Time
		Response answer
		Error    wantedError
	}
	for _, c := range vectors.Cases[vector](t, "errors") {
		t.Run(c.Name, func(t *testing.T) {
			_, found := c.Response.outcome(t, c.Now)
			c.Error.expect(t, found)
		})
	}
}

func TestACommandExitsAsTheVerdictSays(t *testing.T) {
	type vector struct {
		Name     string
		Verdict  json.RawMessage
		Response *answer
		ExitCode int `json:"exit_code"`
		Passes   bool
		Summary  string
	}
	for _, c := range vectors.Cases[vector](t, "verdicts") {
		t.Run(c.Name, func(t *testing.T) {
			response := c.Response
			if response == nil {
				response = &answer{Status: 200, Body: string(bytes.TrimSpace(c.Verdict))}
			}
			found, err := response.outcome(t, nil)
			code := 0
			switch {
			case err != nil:
				code = ExitCode(err)
			default:
				code = found.Verdict.ExitCode()
				if c.Response == nil && (found.Verdict.Passes() != c.Passes || found.Verdict.Summary != c.Summary) {
					t.Errorf("passes is %v, and the summary %q", found.Verdict.Passes(), found.Verdict.Summary)
				}
			}
			if code != c.ExitCode {
				t.Errorf("it exits with %d, not %d", code, c.ExitCode)
			}
		})
	}
}
