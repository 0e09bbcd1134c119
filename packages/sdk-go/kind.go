package slomonitor

// Kind is what sort of failure an Error is, on both transports.
type Kind string

// The kinds of errors.
const (
	KindInvalid         Kind = "INVALID"         // the question is wrong
	KindUnauthenticated Kind = "UNAUTHENTICATED" // a key is needed, or not known
	KindForbidden       Kind = "FORBIDDEN"       // the key may not
	KindNotFound        Kind = "NOT_FOUND"       // there is no such thing
	KindConflict        Kind = "CONFLICT"        // something else is under way
	KindRateLimited     Kind = "RATE_LIMITED"    // too many requests
	KindSource          Kind = "SOURCE"          // Prometheus could not be read
	KindUnavailable     Kind = "UNAVAILABLE"     // the service cannot answer now
	KindInternal        Kind = "INTERNAL"        // the service failed
	KindProtocol        Kind = "PROTOCOL"        // the answer is not what was asked for
	KindUnreachable     Kind = "UNREACHABLE"     // no connection, or one that ended without an answer
	KindTimeout         Kind = "TIMEOUT"         // the deadline passed
	KindCancelled       Kind = "CANCELLED"       // the caller gave up
)

// isAboutTheQuestion says whether the service refused to answer what was asked.
func (k Kind) isAboutTheQuestion() bool {
	switch k {
	case KindInvalid, KindUnauthenticated, KindForbidden, KindNotFound, KindConflict:
		return true
	}
	return false
}
