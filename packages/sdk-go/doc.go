// Package slomonitor asks SLO Monitor: what SLOs promise, whether they hold, and whether one may
// ship.
//
// New makes a Client that asks over HTTP; the package slomonitorgrpc makes the same Client over gRPC.
// Each operation of the service is a method, which its comment names. Each takes a context, and an
// error that it gives is an *Error with a Kind. A list has a method that gives a page (ListSlos) and
// one that goes through all pages (AllSlos).
//
// What is not known is nil, and never 0. A word of an enum that this version does not know is kept as
// it came, and a verdict that it does not know never passes.
//
// # Time limits
//
// A call takes at most 30 s with its repetitions, unless its context has a deadline or WithTimeout
// says otherwise. A run whose verdict is waited for and a stream end with their context only. A
// connection is given up that is not made in 10 s.
//
// # Repetitions
//
// What the service cannot answer now is asked again, twice at most, after 0.5 s and 1 s or when the
// service says: if that cannot do anything twice. A call that writes something under an idempotency
// key has one of its own unless WithIdempotencyKey gives it.
//
// # Streams
//
// ListenToEvents and ListenToPlanRun are iterators. A stream that breaks is opened again where it
// stood, and each event is given once. It ends with the loop, with the context, or with an error that
// asking again does not mend, which comes last.
package slomonitor
