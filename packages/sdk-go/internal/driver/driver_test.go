package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
	"github.com/example/slo-monitor/packages/sdk-go/slomonitortest"
)

// said is a line that the program writes.
type said map[string]json.RawMessage

// told runs a session over some lines, to its end.
func told(t *testing.T, client *slomonitor.Client, lines ...string) ([]said, error) {
	t.Helper()
	var out strings.Builder
	err := newSession(client, &out).run(strings.NewReader(strings.Join(lines, "\n") + "\n"))
	found := []said{}
	for line := range strings.Lines(out.String()) {
		found = append(found, read(t, line))
	}
	return found, err
}

func read(t *testing.T, line string) (found said) {
	t.Helper()
	if err := json.Unmarshal([]byte(line), &found); err != nil {
		t.Fatal(line, err)
	}
	return found
}

// talk is a session that goes on: lines are written to it and read from it.
type talk struct {
	in    io.WriteCloser
	lines *bufio.Scanner
	ended chan error
}

func begin(t *testing.T, client *slomonitor.Client) *talk {
	t.Helper()
	in, say := io.Pipe()
	hear, out := io.Pipe()
	made := &talk{say, bufio.NewScanner(hear), make(chan error, 1)}
	go func() {
		made.ended <- newSession(client, out).run(in)
		out.Close()
	}()
	return made
}

func (k *talk) say(line string) { fmt.Fprintln(k.in, line) }

func (k *talk) next(t *testing.T) said {
	t.Helper()
	if !k.lines.Scan() {
		t.Fatal("nothing more is said")
	}
	return read(t, k.lines.Text())
}

func TestEachOperationOfTheContractCanBeCalled(t *testing.T) {
	wanted := slices.Sorted(maps.Keys(seam.Operations()))
	if found := slices.Sorted(maps.Keys(operations)); !slices.Equal(found, wanted) {
		t.Errorf("there are %v, not %v", found, wanted)
	}
}

func TestACommandIsAnsweredUnderItsNumber(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("get_slo", slomonitortest.Answer(slomonitortest.Status("checkout-latency")))
	talk := begin(t, server.Client())
	talk.say(`{"id": 7, "call": "get_slo", "with": {"id": "checkout-latency"}}`)
	found := talk.next(t)
	var status slomonitor.StatusDetail
	if err := json.Unmarshal(found["answer"], &status.Status); err != nil || string(found["id"]) != "7" ||
		status.ID != "checkout-latency" {
		t.Error(found, err)
	}
	server.On("delete_exclusion", slomonitortest.Answer(nil))
	talk.say(`{"id": 8, "call": "delete_exclusion", "with": {"id": "x1"}}`)
	if found := talk.next(t); string(found["answer"]) != "null" {
		t.Error(found)
	}
	talk.in.Close()
	if err := <-talk.ended; err != nil {
		t.Error(err)
	}
}

func TestWhatACommandAsksWithIsAsked(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("check_slos", slomonitortest.Pending("b3"))
	talk := begin(t, server.Client())
	talk.say(`{"id": 1, "call": "check_slos", "idempotency_key": "build-1042", "with": {"slos": ["a"], ` +
		`"window": "5m", "settle": 1.5, "baseline": {"window": 3600}}}`)
	talk.next(t)
	asked := server.Asked()[0]
	const wanted = `{"slos":["a"],"baseline":{"window":3600},"window":300,"settle":1.5}`
	if string(asked.Body) != wanted || asked.Header.Get("Idempotency-Key") != "build-1042" {
		t.Errorf("it asked %s with %v", asked.Body, asked.Header)
	}
	talk.in.Close()
}

func TestAllItemsAreGivenWhereAllAreAskedFor(t *testing.T) {
	server := slomonitortest.NewServer(t)
	next := "b"
	page := func(plan string, cursor *string) slomonitortest.Reply {
		return slomonitortest.Answer(slomonitor.PlanRunList{NextCursor: cursor,
			Runs: []slomonitor.PlanRun{slomonitortest.Run("r", plan, slomonitor.PlanRunStateRunning)}})
	}
	server.On("list_plan_runs", page("a", &next), page("b", nil))
	talk := begin(t, server.Client())
	talk.say(`{"id": 3, "call": "list_plan_runs", "with": {"limit": 1}, "all": true}`)
	var runs []struct{ Plan string }
	if err := json.Unmarshal(talk.next(t)["answer"], &runs); err != nil || len(runs) != 2 || runs[1].Plan != "b" {
		t.Error(runs, err)
	}
	talk.in.Close()
}

func TestAnErrorIsWrittenWhole(t *testing.T) {
	server := slomonitortest.NewServer(t)
	verdict := slomonitortest.Verdict(slomonitor.VerdictKindError, "It is away.")
	server.On("check_slos", slomonitortest.RetryAfter(time.Minute,
		slomonitortest.NotJudged("SOURCE_UNREACHABLE", verdict)))
	talk := begin(t, server.Client())
	talk.say(`{"id": 1, "call": "check_slos"}`)
	const wanted = `{"code":"SOURCE_UNREACHABLE","field":null,"kind":"SOURCE","message":"It is away.",` +
		`"retry_after_seconds":60,"retryable":true,"verdict":"ERROR"}`
	if found := string(talk.next(t)["error"]); found != wanted {
		t.Error(found)
	}
	talk.in.Close()
}

func TestAStreamIsToldUntilItIsCancelled(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("listen_to_events", slomonitortest.HangAfter(
		slomonitortest.Events(slomonitortest.Published(7, 1))))
	server.On("get_slo", slomonitortest.Hang())
	talk := begin(t, server.Client())
	talk.say(`{"id": 2, "call": "listen_to_events", "with": {"after_id": 6}}`)
	if found := talk.next(t); found["item"] == nil || string(found["id"]) != "2" {
		t.Error(found)
	}
	talk.say(`{"id": 2, "cancel": true}`)
	if found := talk.next(t); string(found["ended"]) != "true" {
		t.Error(found)
	}
	talk.say(`{"id": 4, "call": "get_slo", "with": {"id": "x"}}`)
	talk.say(`{"id": 4, "cancel": true}`)
	if found := talk.next(t); !strings.Contains(string(found["error"]), `"CANCELLED"`) {
		t.Error(found)
	}
	talk.say(`{"id": 5, "call": "get_slo", "with": {"id": "x"}, "timeout_seconds": 0.02}`)
	if found := talk.next(t); !strings.Contains(string(found["error"]), `"TIMEOUT"`) {
		t.Error(found)
	}
	talk.in.Close()
}

func TestTheEndOfTheCommandsCancelsWhatRuns(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("get_slo", slomonitortest.Hang())
	found, err := told(t, server.Client(), `{"id": 1, "call": "get_slo", "with": {"id": "x"}}`)
	if err != nil || len(found) != 1 || !strings.Contains(string(found[0]["error"]), `"CANCELLED"`) {
		t.Error(found, err)
	}
}

func TestACommandThatIsWrongIsRefused(t *testing.T) {
	server := slomonitortest.NewServer(t)
	for line, wanted := range map[string]string{
		`nothing`:                       "JSON",
		`{"id": 1, "call": "get_slos"}`: "get_slos",
		`{"id": 1, "call": "get_slo", "with": {"id": "x", "step": 5}}`:     "step",
		`{"id": 1, "call": "get_slo", "with": {"id": 5}}`:                  "id",
		`{"id": 1, "call": "check_slos", "with": {"settle": "soon"}}`:      "settle",
		`{"id": 1, "call": "check_slos", "with": {"baseline": "a"}}`:       "baseline",
		`{"id": 1, "call": "list_slos", "with": {"timeout_seconds": "x"}}`: "timeout_seconds",
	} {
		if _, err := told(t, server.Client(), line); err == nil || !strings.Contains(err.Error(), wanted) {
			t.Errorf("%s: %v", line, err)
		}
	}
	if _, err := connect("smoke", "http://127.0.0.1:1"); err == nil {
		t.Error("there is a transport smoke")
	}
}

func TestWhatTheClientAddsIsMeasured(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("get_slo", slomonitortest.Answer(slomonitortest.Status("a")))
	client := server.Client()
	through := func() error { _, err := client.GetSlo(context.Background(), "a"); return err }
	bare := func() error { return get(context.Background(), http.DefaultClient, server.URL+"/slos/a") }
	found, err := compare(through, bare, time.Millisecond)
	if err != nil || found.Requests != 2*blockOfRequests || found.SDKSeconds <= 0 || found.BareSeconds <= 0 {
		t.Error(found, err)
	}
}
