package slomonitorgrpc

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
	"github.com/example/slo-monitor/packages/sdk-go/internal/pb"
	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

func TestEachRPCIsAnOperationAndTheOtherWayRound(t *testing.T) {
	named := []string{}
	for _, operation := range seam.Operations() {
		named = append(named, operation.RPC)
	}
	slices.Sort(named)
	found := []string{}
	for i := range service.Methods().Len() {
		method := service.Methods().Get(i)
		found = append(found, string(method.Name()))
		t.Run(string(method.Name()), func(t *testing.T) { expectMethod(t, method) })
	}
	slices.Sort(found)
	if !slices.Equal(found, named) {
		t.Errorf("the operations are %v, and those of gRPC %v", named, found)
	}
}

// expectMethod holds that what a method takes and gives has the fields of gRPC's messages.
func expectMethod(t *testing.T, rpc protoreflect.MethodDescriptor) {
	method, ok := reflect.TypeFor[*slomonitor.Client]().MethodByName(string(rpc.Name()))
	if !ok {
		t.Fatal("there is no method")
	}
	asked := map[string]bool{}
	for i := range method.Type.NumIn() {
		switch in := method.Type.In(i); {
		case in.Kind() == reflect.Struct:
			expectFields(t, in, rpc.Input(), asked)
		case in.Kind() == reflect.String: // the parameter of the path
			asked["id"], asked["name"] = true, true
		}
	}
	for i := range rpc.Input().Fields().Len() {
		if name := string(rpc.Input().Fields().Get(i).Name()); !asked[name] {
			t.Errorf("%s cannot be asked", name)
		}
	}
	answer := method.Type.Out(0)
	if answer.Kind() == reflect.Pointer {
		expectAll(t, answer.Elem(), rpc.Output())
	}
	if rpc.IsStreamingServer() {
		expectAll(t, answer.In(0).In(0).Elem(), rpc.Output())
	}
}

func expectAll(t *testing.T, of reflect.Type, message protoreflect.MessageDescriptor) {
	seen := map[string]bool{}
	expectFields(t, of, message, seen)
	for i := range message.Fields().Len() {
		if name := string(message.Fields().Get(i).Name()); !seen[name] {
			t.Errorf("%s of %s is nowhere", name, message.Name())
		}
	}
}

func expectFields(t *testing.T, of reflect.Type, message protoreflect.MessageDescriptor, seen map[string]bool) {
	t.Helper()
	shape := codec.ShapeOf(of)
	for _, field := range shape.Fields {
		seen[field.Name] = true
		source := message.Fields().ByName(protoreflect.Name(field.Name))
		if source == nil {
			t.Errorf("%s of %v is no field of %s", field.Name, of, message.Name())
			continue
		}
		inner := field.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner != reflect.TypeFor[time.Time]() {
			expectAll(t, inner, source.Message())
		}
	}
	for _, variant := range shape.Variants {
		expectFields(t, variant.Type, message, seen)
	}
}

func TestAQuestionAndItsAnswerCrossWhole(t *testing.T) {
	at := timestamppb.New(time.Date(2026, 11, 22, 15, 4, 30, 125_000_000, time.UTC))
	server := serve(t, said{messages: []proto.Message{&pb.CheckSlosResponse{
		Answer: &pb.CheckSlosResponse_Verdict{Verdict: &pb.Verdict{
			SchemaVersion: 1, CheckId: "b3", Verdict: 37, Reason: pb.VerdictReason_VERDICT_REASON_STALE,
			Mode: pb.Mode_MODE_RUN, End: at, Match: map[string]string{"route": "/x"},
			Data: &pb.VerdictData{ExpectedUntil: at},
		}},
	}}})
	keep, events := false, 0.0
	answer, err := server.client(t, slomonitor.WithToken("slom_1")).CheckSlos(context.Background(), slomonitor.CheckQuestion{
		Slos: []string{"checkout-latency"}, Start: at.AsTime(), Settle: 1500 * time.Millisecond, Keep: &keep,
		MinEvents: &events, NoData: slomonitor.NoDataFail, Match: map[string]string{"route": "/x"},
		Confidence: &slomonitor.ConfidenceAsked{Method: slomonitor.IntervalMethodWilson},
	}, slomonitor.WithIdempotencyKey("build-1042"))
	if err != nil {
		t.Fatal(err)
	}
	verdict := answer.Verdict
	if verdict.Verdict != "37" || verdict.Passes() || verdict.ExitCode() != 3 || verdict.Start != nil ||
		!verdict.End.Equal(at.AsTime()) || verdict.Match["route"] != "/x" || verdict.Results == nil {
		t.Errorf("the verdict is %+v", *verdict)
	}
	wanted := &pb.CheckSlosRequest{
		Slos: []string{"checkout-latency"}, Start: at, Settle: proto.Float64(1.5), Keep: proto.Bool(false),
		MinEvents: proto.Float64(0), NoData: pb.NoData_NO_DATA_FAIL.Enum(), Match: map[string]string{"route": "/x"},
		Confidence: &pb.ConfidenceAsked{Method: pb.IntervalMethod_INTERVAL_METHOD_WILSON.Enum()},
	}
	if !proto.Equal(server.asked[0], wanted) {
		t.Errorf("it asked %v", server.asked[0])
	}
	header := server.heard[0]
	if header.Get("authorization")[0] != "Bearer slom_1" || header.Get("idempotency-key")[0] != "build-1042" ||
		header.Get("user-agent")[0][:len("slo-monitor-go/")] != "slo-monitor-go/" {
		t.Errorf("it said %v", header)
	}
}

func TestAnEmptyListOfSlosIsNotEverySlo(t *testing.T) {
	server := serve(t, said{})
	_, err := server.client(t).CheckSlos(context.Background(), slomonitor.CheckQuestion{Slos: []string{}})
	if found := failed(t, err); found.Kind != slomonitor.KindInvalid || found.Field != "slos" || len(server.asked) > 0 {
		t.Error(err)
	}
}

func TestAWordThatGRPCDoesNotHaveIsRefused(t *testing.T) {
	server := serve(t, said{})
	_, err := server.client(t).ListSlos(context.Background(), slomonitor.ListSlosQuery{State: "FROZEN"})
	if found := failed(t, err); found.Kind != slomonitor.KindInvalid || found.Field != "state" {
		t.Error(err)
	}
}

func TestAnAnswerOfWhichSomethingIsMissingIsRefusedAtItsPlace(t *testing.T) {
	slos := []*pb.Status{{Id: "a", Indicator: pb.IndicatorKind_INDICATOR_KIND_RATIO}}
	server := serve(t, said{messages: []proto.Message{&pb.StatusList{EvaluatedAt: timestamppb.Now(), Slos: slos}}})
	_, err := server.client(t).ListSlos(context.Background(), slomonitor.ListSlosQuery{})
	found := failed(t, err)
	if refused, ok := found.Err.(*slomonitor.DecodeError); found.Kind != slomonitor.KindProtocol || !ok ||
		refused.Place != "slos[0].period" {
		t.Error(err)
	}
}

func TestAStreamGoesOnWhereItStood(t *testing.T) {
	server := serve(t,
		said{header: metadata.Pairs("event-id", "6")},
		said{messages: []proto.Message{published(7)}, err: status.Error(codes.Unavailable, "it breaks")},
		said{messages: []proto.Message{published(7), published(8)}},
		said{err: status.Error(codes.NotFound, "it is gone")})
	told := []int64{}
	var ended error
	for event, err := range server.client(t).ListenToEvents(context.Background(), slomonitor.ListenToEventsQuery{}) {
		if ended = err; err == nil {
			told = append(told, event.ID)
		}
	}
	places := []int64{}
	for _, asked := range server.asked {
		places = append(places, asked.(*pb.ListenToEventsRequest).GetAfterId())
	}
	if !slices.Equal(told, []int64{7, 8}) || !slices.Equal(places, []int64{0, 6, 7, 8}) {
		t.Errorf("it was told %v after %v", told, places)
	}
	if failed(t, ended).Kind != slomonitor.KindNotFound {
		t.Error(ended)
	}
}

func TestOptionsThatAreNoneOfGRPCAreRefused(t *testing.T) {
	for _, target := range []string{"127.0.0.1:8081", "http://127.0.0.1:8081/path", "http://u:p@127.0.0.1"} {
		if _, err := New(target); err == nil {
			t.Errorf("%s was taken", target)
		}
	}
}
