package slomonitor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
)

const (
	codeSourceRejected = "SOURCE_REJECTED"
	codesOfSource      = "SOURCE_"
)

// failure is the error that an answer of 400 and above is.
func failure(status int, header http.Header, body []byte, now time.Time) *Error {
	found := problemOf(body)
	err := &Error{
		Kind:       kindOfStatus(status, found.code),
		Code:       found.code,
		Message:    found.message,
		Field:      found.field,
		Retryable:  mayPass(status) && found.code != codeSourceRejected,
		RetryAfter: retryAfter(header.Get("Retry-After"), now),
		Verdict:    found.verdict,
	}
	if err.Message == "" {
		err.Message = statusLine(status)
	}
	return err
}

func statusLine(status int) string { return fmt.Sprintf("HTTP %d", status) }

func mayPass(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable,
		http.StatusGatewayTimeout:
		return true
	}
	return false
}

func kindOfStatus(status int, code string) Kind {
	switch status {
	case http.StatusUnauthorized:
		return KindUnauthenticated
	case http.StatusForbidden:
		return KindForbidden
	case http.StatusNotFound:
		return KindNotFound
	case http.StatusConflict:
		return KindConflict
	case http.StatusTooManyRequests:
		return KindRateLimited
	case http.StatusServiceUnavailable:
		return KindUnavailable
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		if strings.HasPrefix(code, codesOfSource) {
			return KindSource
		}
		return KindUnavailable
	}
	switch {
	case status >= 500:
		return KindInternal
	case status >= 400:
		return KindInvalid
	}
	return KindProtocol
}

// problem is what the service says of a request that it did not answer.
type problem struct {
	code, message, field string
	verdict              *Verdict
}

// problemOf reads a body; it is a problem of ours only if it has a code.
func problemOf(body []byte) problem {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return problem{}
	}
	code := textOf(members["code"])
	if code == "" {
		return problem{}
	}
	found := problem{code: code, message: textOf(members["detail"]), field: textOf(members["field"])}
	if found.message == "" {
		found.message = textOf(members["title"])
	}
	verdict := new(Verdict)
	if codec.Decode(members["verdict"], verdict) == nil {
		found.verdict = verdict
	}
	return found
}

func textOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// isTimeout says whether the time limit of the caller's own HTTP client passed. That a connection is
// not made in time is none of the caller's.
func isTimeout(err error) bool {
	var connecting *net.OpError
	if errors.As(err, &connecting) && connecting.Op == "dial" {
		return false
	}
	return errors.Is(err, context.DeadlineExceeded)
}
