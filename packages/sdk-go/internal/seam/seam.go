// Package seam is where the client ends and a transport begins. It knows operations and calls, and
// neither HTTP nor gRPC nor what an answer means.
package seam

import (
	"context"
	"time"
)

// Operation is something that the service can be asked, and what that is called on each transport.
type Operation struct {
	Name   string // as in operations.json
	Method string // of HTTP
	Path   string // of HTTP, with the name of its parameter in braces
	RPC    string // of gRPC
	Reads  bool   // whether it never writes
}

// Call is one question, the same on every transport.
type Call struct {
	Operation *Operation
	// Path fills the parameter of the path, which is a field of the same name over gRPC.
	Path string
	// Question is a struct, sent as the query of a GET or the body of a POST; nil: there is none.
	Question any
	// IdempotencyKey is left out if it is empty.
	IdempotencyKey string
}

// Transport asks the service. Its errors are those that a user of the client is given.
type Transport interface {
	// Ask asks once and decodes the answer; nil: an answer has nothing in it.
	Ask(ctx context.Context, call Call, answer any) error
	// Open opens a stream once.
	Open(ctx context.Context, call Call) (Stream, error)
	// Close lets go of connections.
	Close() error
}

// Stream is one connection on which messages come.
type Stream interface {
	// Next waits for a message and decodes it; io.EOF if the stream has ended.
	Next(message any) error
	// Place is the id after which this stream stands; false if it has not said so.
	Place() (int64, bool)
	// Heard says whether anything has come.
	Heard() bool
	// Close ends it.
	Close()
}

// Clock is how time passes.
type Clock interface {
	Now() time.Time
	// Sleep ends early, with the context's error, if the context does.
	Sleep(ctx context.Context, d time.Duration) error
}
