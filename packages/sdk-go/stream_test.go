package slomonitor

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"testing"
	"testing/iotest"

	"github.com/example/slo-monitor/packages/sdk-go/internal/vectors"
)

type streamVector struct {
	Name        string
	Connections []struct {
		AfterID *int64 `json:"after_id"`
		reply
	}
	Events []map[string]any
	Delays []float64 `json:"delays_seconds"`
	Error  Kind
}

func TestAStreamIsFollowedAndEachEventGivenOnOnce(t *testing.T) {
	forms := map[string]func(io.Reader) io.Reader{
		"at once":      func(r io.Reader) io.Reader { return r },
		"byte by byte": iotest.OneByteReader,
		"with its end": iotest.DataErrReader,
	}
	for _, c := range vectors.Cases[streamVector](t, "stream") {
		for form, in := range forms {
			t.Run(c.Name+"/"+form, func(t *testing.T) { c.run(t, in) })
		}
	}
}

func (c streamVector) run(t *testing.T, in func(io.Reader) io.Reader) {
	clock := &fakeClock{delays: []float64{}}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	asked := 0
	client := clientOver(t, clock, func(r *http.Request) (*http.Response, error) {
		if asked == len(c.Connections) {
			cancel() // the listener would go on for ever
			return nil, context.Canceled
		}
		connection := c.Connections[asked]
		asked++
		if is := r.URL.Query().Get("after_id"); is != textOfID(connection.AfterID) {
			t.Errorf("connection %d asks for what is after %q", asked, is)
		}
		response, err := connection.response()
		if err == nil {
			response.Body = io.NopCloser(in(response.Body))
		}
		return response, err
	})
	c.expect(t, client, ctx, clock)
	if asked != len(c.Connections) {
		t.Errorf("there were %d connections", asked)
	}
}

func (c streamVector) expect(t *testing.T, client *Client, ctx context.Context, clock *fakeClock) {
	told := 0
	var failed *Error
	for event, err := range client.ListenToEvents(ctx, ListenToEventsQuery{}) {
		if err != nil {
			errors.As(err, &failed)
			continue
		}
		if told < len(c.Events) {
			expectJSON(t, event, c.Events[told])
		}
		told++
	}
	if told != len(c.Events) {
		t.Errorf("%d events were told, not %d", told, len(c.Events))
	}
	wanted, delays := c.Error, clock.delays
	if wanted == "" {
		wanted, delays = KindCancelled, delays[:max(len(delays)-1, 0)]
	}
	if failed == nil || failed.Kind != wanted {
		t.Errorf("it ended with %v, not %s", failed, wanted)
	}
	if !reflect.DeepEqual(delays, c.Delays) {
		t.Errorf("it waited %v, not %v", delays, c.Delays)
	}
}

func textOfID(id *int64) string {
	if id == nil {
		return ""
	}
	return strconv.FormatInt(*id, 10)
}
