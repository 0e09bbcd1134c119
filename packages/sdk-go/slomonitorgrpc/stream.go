package slomonitorgrpc

import (
	"context"
	"errors"
	"io"
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// stream is one call on which messages come.
type stream struct {
	grpc.ClientStream
	caller  context.Context // that of the call itself ends with the call
	message protoreflect.MessageDescriptor
	cancel  context.CancelFunc
	place   *int64
	heard   bool
}

// Next waits for a message and decodes it.
func (s *stream) Next(message any) error {
	s.begin()
	said := empty(s.message)
	err := s.RecvMsg(said)
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err != nil {
		return errorOf(s.caller, err, s.heard || len(s.Trailer()) > 0)
	}
	s.heard = true
	if id := said.ProtoReflect().Descriptor().Fields().ByName("id"); id.Kind() == protoreflect.Int64Kind {
		place := said.ProtoReflect().Get(id).Int()
		s.place = &place
	}
	return understood(said, message)
}

// begin reads what is said before the first message: where the listener stands.
func (s *stream) begin() {
	if s.heard {
		return
	}
	header, err := s.Header()
	if err != nil || len(header) == 0 {
		return
	}
	s.heard = true
	for _, text := range header.Get("event-id") {
		if place, err := strconv.ParseInt(text, 10, 64); err == nil {
			s.place = &place
		}
	}
}

// Place is where the listener stands.
func (s *stream) Place() (int64, bool) {
	if s.place == nil {
		return 0, false
	}
	return *s.place, true
}

// Heard says whether anything has come.
func (s *stream) Heard() bool { return s.heard }

// Close ends the call.
func (s *stream) Close() { s.cancel() }
