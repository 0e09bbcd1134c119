package slomonitorgrpc

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// said is what a scripted service says to a call.
type said struct {
	header   metadata.MD
	messages []proto.Message
	gone     chan<- struct{} // nil, or: hang after the messages, and say when the client has gone
	err      error
}

// fakeService answers each call with what comes next in its script.
type fakeService struct {
	url    string
	server *grpc.Server
	guard  sync.Mutex
	script []said
	asked  []proto.Message
	heard  []metadata.MD
}

func serve(t *testing.T, script ...said) *fakeService {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &fakeService{url: "http://" + listener.Addr().String(), script: script}
	s.server = grpc.NewServer(grpc.UnknownServiceHandler(s.answer))
	go func() { _ = s.server.Serve(listener) }()
	t.Cleanup(s.server.Stop)
	return s
}

func (s *fakeService) answer(_ any, stream grpc.ServerStream) error {
	path, _ := grpc.MethodFromServerStream(stream)
	method := service.Methods().ByName(protoreflect.Name(path[len("/"+string(service.FullName())+"/"):]))
	question := empty(method.Input())
	if err := stream.RecvMsg(question); err != nil {
		return err
	}
	header, _ := metadata.FromIncomingContext(stream.Context())
	next := s.next(question, header)
	if next.header != nil {
		if err := stream.SendHeader(next.header); err != nil {
			return err
		}
	}
	for _, message := range next.messages {
		if err := stream.SendMsg(message); err != nil {
			return err
		}
	}
	if next.gone != nil {
		<-stream.Context().Done()
		close(next.gone)
	}
	return next.err
}

func (s *fakeService) next(question proto.Message, header metadata.MD) said {
	s.guard.Lock()
	defer s.guard.Unlock()
	s.asked = append(s.asked, question)
	s.heard = append(s.heard, header)
	next := s.script[0]
	if len(s.script) > 1 {
		s.script = s.script[1:]
	}
	return next
}

func (s *fakeService) client(t *testing.T, options ...slomonitor.Option) *slomonitor.Client {
	t.Helper()
	client, err := New(s.url, append([]slomonitor.Option{slomonitor.WithClock(hasty{})}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// hasty never waits long.
type hasty struct{ seam.RealClock }

func (c hasty) Sleep(ctx context.Context, d time.Duration) error {
	return c.RealClock.Sleep(ctx, min(d, time.Millisecond))
}
