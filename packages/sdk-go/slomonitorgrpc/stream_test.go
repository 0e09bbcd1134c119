package slomonitorgrpc

import (
	"context"
	"errors"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/internal/pb"
)

func published(id int64) proto.Message {
	return &pb.Event{Id: id, Kind: pb.ToldKind_TOLD_KIND_SNAPSHOT_PUBLISHED, Generation: proto.Int64(id)}
}

func TestALoopThatIsLeftEndsItsCall(t *testing.T) {
	gone := make(chan struct{})
	server := serve(t, said{messages: []proto.Message{published(7)}, gone: gone})
	for event, err := range server.client(t).ListenToEvents(context.Background(), slomonitor.ListenToEventsQuery{}) {
		if err != nil || event.ID != 7 {
			t.Error(event, err)
		}
		break
	}
	select {
	case <-gone:
	case <-time.After(10 * time.Second):
		t.Error("the call goes on")
	}
}

func TestAStreamEndsWithItsContext(t *testing.T) {
	gone := make(chan struct{})
	server := serve(t, said{messages: []proto.Message{published(7)}, gone: gone})
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	client := server.client(t, slomonitor.WithTimeout(time.Millisecond)) // which is none of a stream
	told := 0
	for _, err := range client.ListenToEvents(ctx, slomonitor.ListenToEventsQuery{}) {
		if told++; err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	}
	if told != 2 {
		t.Errorf("it was told %d things", told)
	}
	<-gone
}

func TestARunOfAPlanIsFollowedToItsEnd(t *testing.T) {
	run := func(state pb.PlanRunState, ended *timestamppb.Timestamp) proto.Message {
		return &pb.PlanRun{
			Id: "r1", Plan: "gate", State: state, CreatedAt: timestamppb.Now(), CreatedBy: "ci", EndedAt: ended,
		}
	}
	going := run(pb.PlanRunState_PLAN_RUN_STATE_RUNNING, nil)
	ended := run(pb.PlanRunState_PLAN_RUN_STATE_FINISHED, timestamppb.Now())
	server := serve(t,
		said{messages: []proto.Message{going}, err: status.Error(codes.Unavailable, "it breaks")},
		said{messages: []proto.Message{going, ended, going}})
	states := ""
	for run, err := range server.client(t).ListenToPlanRun(context.Background(), "r1") {
		if err != nil {
			t.Fatal(err)
		}
		states += string(run.State[:1])
	}
	if states != "RRF" {
		t.Error(states)
	}
}
