package slomonitorgrpc

import (
	"context"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/internal/pb"
)

const (
	reasonsOfSource = "SOURCE_"
	sourceRejected  = "SOURCE_REJECTED"
)

var kinds = map[codes.Code]slomonitor.Kind{
	codes.InvalidArgument:    slomonitor.KindInvalid,
	codes.OutOfRange:         slomonitor.KindInvalid,
	codes.Unauthenticated:    slomonitor.KindUnauthenticated,
	codes.PermissionDenied:   slomonitor.KindForbidden,
	codes.NotFound:           slomonitor.KindNotFound,
	codes.Aborted:            slomonitor.KindConflict,
	codes.AlreadyExists:      slomonitor.KindConflict,
	codes.FailedPrecondition: slomonitor.KindConflict,
	codes.ResourceExhausted:  slomonitor.KindRateLimited,
	codes.Unavailable:        slomonitor.KindUnavailable,
	codes.DeadlineExceeded:   slomonitor.KindTimeout,
	codes.Canceled:           slomonitor.KindCancelled,
}

// errorOf makes an error of a call that failed. hasAnswer says whether the other side said anything:
// without, there was no connection, or one that ended.
func errorOf(ctx context.Context, err error, hasAnswer bool) error {
	if ctx.Err() != nil {
		return ctx.Err() // which the client tells as what it is
	}
	said := status.Convert(err)
	found := &slomonitor.Error{Message: said.Message()}
	read(found, said)
	if said.Code() == codes.Unavailable && found.Code == "" && !hasAnswer {
		return err // as a connection that fails over HTTP
	}
	found.Kind = kindOf(said.Code(), found.Code)
	if found.Code == "" && strings.Contains(said.Message(), "failed to unmarshal") {
		found.Kind = slomonitor.KindProtocol
	}
	found.Retryable = mayPass(said.Code(), found)
	switch found.Kind {
	case slomonitor.KindTimeout:
		found.Err = context.DeadlineExceeded
	case slomonitor.KindCancelled:
		found.Err = context.Canceled
	}
	return found
}

// read takes what the details of a status say.
func read(found *slomonitor.Error, said *status.Status) {
	for _, detail := range said.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			found.Code = detail.GetReason()
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				found.Field = violation.GetField()
			}
		case *errdetails.RetryInfo:
			wait := detail.GetRetryDelay().AsDuration()
			found.RetryAfter = new(time.Duration)
			*found.RetryAfter = max(wait, 0)
		case *pb.Verdict:
			verdict := new(slomonitor.Verdict)
			if decode(detail.ProtoReflect(), verdict) == nil {
				found.Verdict = verdict
			}
		}
	}
}

func kindOf(code codes.Code, reason string) slomonitor.Kind {
	switch {
	case strings.HasPrefix(reason, reasonsOfSource):
		return slomonitor.KindSource
	case reason == "CONTENT_TOO_LARGE", reason == "PLAN_UNAVAILABLE":
		return slomonitor.KindInvalid
	}
	if kind, ok := kinds[code]; ok {
		return kind
	}
	return slomonitor.KindInternal
}

func mayPass(code codes.Code, found *slomonitor.Error) bool {
	if found.Code == sourceRejected || found.Kind == slomonitor.KindInvalid {
		return false
	}
	return code == codes.Unavailable || code == codes.ResourceExhausted ||
		strings.HasPrefix(found.Code, reasonsOfSource)
}
