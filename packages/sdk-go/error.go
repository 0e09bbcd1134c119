package slomonitor

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
)

// Error is what every failure of a Client is. errors.Is finds context.Canceled in one of
// KindCancelled and context.DeadlineExceeded in one of KindTimeout.
type Error struct {
	// What sort of failure it is.
	Kind Kind
	// The stable code of the service, such as UNKNOWN_SLO; empty if the answer is no problem of
	// the service.
	Code string
	// What a person is told.
	Message string
	// The field of the question that is wrong; empty if it is none.
	Field string
	// Whether the same request may succeed later.
	Retryable bool
	// When it may; nil if that is not said.
	RetryAfter *time.Duration
	// The verdict under the problem of a run that could not be judged.
	Verdict *Verdict
	// Err is what lies below: of a connection, of the context, a *DecodeError.
	Err error
}

// DecodeError says where an answer is not what it should be: it is below an Error of KindProtocol.
type DecodeError = codec.DecodeError

// Error is a line: the code or else the kind, the message, and what lies below.
func (e *Error) Error() string {
	var line strings.Builder
	line.WriteString("slo-monitor: ")
	if e.Code != "" {
		line.WriteString(e.Code)
	} else {
		line.WriteString(string(e.Kind))
	}
	line.WriteString(": " + e.Message)
	if e.Field != "" && !strings.Contains(e.Message, e.Field) {
		line.WriteString(" (" + e.Field + ")")
	}
	if e.Err != nil {
		line.WriteString(": " + e.Err.Error())
	}
	return line.String()
}

// Unwrap is what lies below.
func (e *Error) Unwrap() error { return e.Err }

// errorOf makes an Error of what kept a request from being answered.
func errorOf(ctx context.Context, err error) *Error {
	switch cause := ctx.Err(); {
	case errors.Is(cause, context.Canceled):
		return &Error{Kind: KindCancelled, Message: "the caller gave up", Err: context.Canceled}
	case cause != nil, isTimeout(err):
		return &Error{
			Kind: KindTimeout, Message: "the deadline passed", Err: context.DeadlineExceeded,
		}
	}
	return &Error{
		Kind: KindUnreachable, Message: "there was no answer", Retryable: true, Err: err,
	}
}

// asError is the Error that an error of a transport is.
func asError(ctx context.Context, err error) *Error {
	if found := (*Error)(nil); errors.As(err, &found) {
		return found
	}
	return errorOf(ctx, err)
}
