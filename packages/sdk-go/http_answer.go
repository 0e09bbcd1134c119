package slomonitor

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/example/slo-monitor/packages/sdk-go/internal/codec"
	"github.com/example/slo-monitor/packages/sdk-go/internal/sse"
)

// notAsked is the error of an answer that is not what was asked for; of its body nothing is shown.
func notAsked(status int, err error) *Error {
	return &Error{Kind: KindProtocol, Message: statusLine(status), Err: err}
}

// understood decodes the body of an answer below 400; nil: there has to be none.
func understood(status int, body []byte, answer any) error {
	if status >= 300 {
		return notAsked(status, nil)
	}
	var err error
	switch into := answer.(type) {
	case nil:
		return nil
	case *CheckAnswer:
		err = into.decode(status, body)
	case *jsonSchema:
		if !json.Valid(body) {
			return notAsked(status, codec.Wrong("it is not JSON"))
		}
		into.JSONSchema = string(body)
	default:
		err = codec.Decode(body, answer)
	}
	if err != nil {
		return notAsked(status, err)
	}
	return nil
}

// decode reads a verdict, or with 202 what is pending.
func (a *CheckAnswer) decode(status int, body []byte) error {
	if status == http.StatusAccepted {
		a.Pending = new(CheckPending)
		return codec.Decode(body, a.Pending)
	}
	a.Verdict = new(Verdict)
	return codec.Decode(body, a.Verdict)
}

// eventStream is a stream of server-sent events.
type eventStream struct {
	*sse.Reader
	body   io.Closer
	cancel func()
}

func newEventStream(body io.ReadCloser, cancel func()) *eventStream {
	return &eventStream{sse.NewReader(body), body, cancel}
}

// Next waits for an event and decodes its data.
func (s *eventStream) Next(message any) error {
	data, err := s.Reader.Next()
	if errors.Is(err, sse.ErrTooLarge) {
		return notAsked(http.StatusOK, err)
	}
	if err != nil {
		return err
	}
	if err := codec.Decode(data, message); err != nil {
		return notAsked(http.StatusOK, err)
	}
	return nil
}

// Place is the id that a blank line completed last.
func (s *eventStream) Place() (int64, bool) {
	place, err := strconv.ParseInt(s.LastID(), 10, 64)
	return place, err == nil
}

// Close ends the connection.
func (s *eventStream) Close() {
	s.cancel()
	s.body.Close()
}
