package slomonitorgrpc

import (
	"context"
	"errors"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/internal/pb"
	"github.com/example/slo-monitor/packages/sdk-go/internal/vectors"
)

type errorVector struct {
	Name string
	GRPC *struct {
		Status codes.Code
		Reason string
	}
	Error struct {
		Kind       slomonitor.Kind
		Code       string
		Message    string
		Field      string
		Retryable  bool
		RetryAfter *float64 `json:"retry_after_seconds"`
		Verdict    slomonitor.VerdictKind
	}
}

// status is the call that fails, as the service words it.
func (c errorVector) status(t *testing.T) error {
	t.Helper()
	details := []protoadapt.MessageV1{
		&errdetails.ErrorInfo{Reason: c.GRPC.Reason, Domain: "slo-monitor"},
	}
	if c.Error.Field != "" {
		details = append(details, &errdetails.BadRequest{
			FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: c.Error.Field}},
		})
	}
	if wait := c.Error.RetryAfter; wait != nil {
		delay := durationpb.New(time.Duration(*wait * float64(time.Second)))
		details = append(details, &errdetails.RetryInfo{RetryDelay: delay})
	}
	if c.Error.Verdict != "" {
		details = append(details, errorVerdict())
	}
	made, err := status.New(c.GRPC.Status, c.Error.Message).WithDetails(details...)
	if err != nil {
		t.Fatal(err)
	}
	return made.Err()
}

func errorVerdict() *pb.Verdict {
	return &pb.Verdict{
		SchemaVersion: 1, CheckId: "b3", Verdict: pb.VerdictKind_VERDICT_KIND_ERROR,
		Reason: pb.VerdictReason_VERDICT_REASON_SOURCE_UNREACHABLE, Mode: pb.Mode_MODE_RUN,
		End: timestamppb.Now(), Data: &pb.VerdictData{ExpectedUntil: timestamppb.Now()},
	}
}

func TestACallThatFailedIsTheSameErrorAsOverHTTP(t *testing.T) {
	held := 0
	for _, c := range vectors.Cases[errorVector](t, "errors") {
		if c.GRPC == nil {
			continue
		}
		held++
		t.Run(c.Name, func(t *testing.T) {
			server := serve(t, said{err: c.status(t)})
			_, err := server.client(t).CreateExclusion(context.Background(), slomonitor.ExclusionQuestion{})
			c.expect(t, err)
		})
	}
	if held < 20 {
		t.Errorf("only %d cases have a call", held)
	}
}

func (c errorVector) expect(t *testing.T, err error) {
	t.Helper()
	var found *slomonitor.Error
	if !errors.As(err, &found) {
		t.Fatalf("%v is no Error", err)
	}
	if found.Kind != c.Error.Kind || found.Code != c.Error.Code || found.Message != c.Error.Message ||
		found.Field != c.Error.Field || found.Retryable != c.Error.Retryable {
		t.Errorf("it is %+v", *found)
	}
	wait := c.Error.RetryAfter
	if (wait == nil) != (found.RetryAfter == nil) || wait != nil && found.RetryAfter.Seconds() != *wait {
		t.Errorf("it may be asked again after %v", found.RetryAfter)
	}
	if isThere := found.Verdict != nil; isThere != (c.Error.Verdict != "") ||
		isThere && found.Verdict.Verdict != c.Error.Verdict {
		t.Errorf("the verdict is %v", found.Verdict)
	}
}

func failed(t *testing.T, err error) *slomonitor.Error {
	t.Helper()
	var found *slomonitor.Error
	if !errors.As(err, &found) {
		t.Fatalf("%v is no Error", err)
	}
	return found
}

func TestAStatusWithoutAReasonIsToldByItself(t *testing.T) {
	cases := map[codes.Code]slomonitor.Kind{
		codes.Unavailable:      slomonitor.KindUnavailable,
		codes.DeadlineExceeded: slomonitor.KindTimeout,
		codes.Canceled:         slomonitor.KindCancelled,
		codes.Aborted:          slomonitor.KindConflict,
		codes.Unimplemented:    slomonitor.KindInternal,
		codes.Unknown:          slomonitor.KindInternal,
	}
	for code, kind := range cases {
		t.Run(code.String(), func(t *testing.T) {
			server := serve(t, said{err: status.Error(code, "no")})
			_, err := server.client(t).CreateExclusion(context.Background(), slomonitor.ExclusionQuestion{})
			if found := failed(t, err); found.Kind != kind || found.Code != "" {
				t.Errorf("it is %+v", *found)
			}
		})
	}
}

func TestAServiceThatIsAwayIsUnreachableAndReadsAreRepeated(t *testing.T) {
	server := serve(t, said{})
	client := server.client(t)
	server.server.Stop()
	_, err := client.GetSlo(context.Background(), "x")
	if found := failed(t, err); found.Kind != slomonitor.KindUnreachable || !found.Retryable {
		t.Errorf("it is %+v", *found)
	}
}

func TestADeadlineAndACancellationAreTheCallers(t *testing.T) {
	server := serve(t, said{err: status.Error(codes.Unavailable, "no")})
	client := server.client(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := client.GetSlo(ctx, "x")
	if failed(t, err).Kind != slomonitor.KindCancelled || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	_, err = client.GetSlo(ctx, "x")
	if failed(t, err).Kind != slomonitor.KindTimeout || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
