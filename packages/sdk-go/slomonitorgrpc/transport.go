package slomonitorgrpc

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/internal/config"
	"github.com/example/slo-monitor/packages/sdk-go/internal/pb"
	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

var service = pb.File_slo_monitor_v1_slo_monitor_proto.Services().Get(0)

// transport asks over one connection, which gRPC makes again when it breaks.
type transport struct {
	connection *grpc.ClientConn
	config     *config.Config
}

// rpc is what gRPC calls an operation.
func rpc(operation *seam.Operation) (path string, method protoreflect.MethodDescriptor) {
	path = "/" + string(service.FullName()) + "/" + operation.RPC
	return path, service.Methods().ByName(protoreflect.Name(operation.RPC))
}

// Ask asks once.
func (t *transport) Ask(ctx context.Context, call seam.Call, answer any) error {
	path, method := rpc(call.Operation)
	question, err := questionOf(method.Input(), call)
	if err != nil {
		return err
	}
	var header, trailer metadata.MD
	said := empty(method.Output())
	err = t.connection.Invoke(t.signed(ctx, call), path, question, said,
		grpc.Header(&header), grpc.Trailer(&trailer))
	if err != nil {
		return errorOf(ctx, err, len(header)+len(trailer) > 0)
	}
	if answer == nil {
		return nil
	}
	return understood(said, answer)
}

// Open opens a stream once.
func (t *transport) Open(ctx context.Context, call seam.Call) (seam.Stream, error) {
	path, method := rpc(call.Operation)
	question, err := questionOf(method.Input(), call)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	opened, err := t.connection.NewStream(
		t.signed(ctx, call), &grpc.StreamDesc{ServerStreams: true}, path)
	if err == nil {
		err = asked(opened, question)
	}
	if err != nil {
		defer cancel()
		return nil, errorOf(ctx, err, false)
	}
	return &stream{ClientStream: opened, caller: ctx, message: method.Output(), cancel: cancel}, nil
}

// asked sends the only message that there is to send.
func asked(opened grpc.ClientStream, question proto.Message) error {
	if err := opened.SendMsg(question); err != nil {
		return opened.RecvMsg(question) // which says why
	}
	return opened.CloseSend()
}

// Close lets go of the connection.
func (t *transport) Close() error { return t.connection.Close() }

func (t *transport) signed(ctx context.Context, call seam.Call) context.Context {
	if authorization := t.config.Token.Authorization(); authorization != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", authorization)
	}
	if call.IdempotencyKey != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "idempotency-key", call.IdempotencyKey)
	}
	return ctx
}

// empty is a message of the generated type, to be read or filled by the names of its fields.
func empty(message protoreflect.MessageDescriptor) proto.Message {
	generated, err := protoregistry.GlobalTypes.FindMessageByName(message.FullName())
	if err != nil {
		panic(err) // the package that describes the message has it
	}
	return generated.New().Interface()
}

// understood reads an answer.
func understood(said proto.Message, answer any) error {
	if err := decode(said.ProtoReflect(), answer); err != nil {
		return &slomonitor.Error{
			Kind: slomonitor.KindProtocol, Message: "an answer that cannot be read", Err: err,
		}
	}
	return nil
}
