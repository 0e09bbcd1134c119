package slomonitortest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/slomonitortest"
)

var ctx = context.Background()

func failed(t *testing.T, err error) *slomonitor.Error {
	t.Helper()
	var found *slomonitor.Error
	if !errors.As(err, &found) {
		t.Fatalf("%v is no Error", err)
	}
	return found
}

func TestRepliesComeInOrderAndTheLastStays(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("get_slo", slomonitortest.Answer(slomonitortest.Status("a")),
		slomonitortest.Answer(slomonitortest.Status("b")))
	told := ""
	for range 3 {
		found, err := server.Client().GetSlo(ctx, "x")
		if err != nil {
			t.Fatal(err)
		}
		told += found.ID
	}
	server.On("get_slo", slomonitortest.Answer(slomonitortest.Status("c")))
	found, err := server.Client().GetSlo(ctx, "x")
	if err != nil || told+found.ID != "abbc" {
		t.Error(told, found, err)
	}
}

func TestEachSampleIsWhatTheServiceCouldAnswer(t *testing.T) {
	server := slomonitortest.NewServer(t)
	client := server.Client()
	server.On("get_slo", slomonitortest.Answer(slomonitortest.Status("checkout-latency")))
	status, err := client.GetSlo(ctx, "checkout-latency")
	if err != nil || status.Labels == nil || status.Definition.Indicator.Latency == nil {
		t.Error(status, err)
	}
	for _, kind := range []slomonitor.VerdictKind{
		slomonitor.VerdictKindPass, slomonitor.VerdictKindWarning, slomonitor.VerdictKindFail,
		slomonitor.VerdictKindInconclusive, slomonitor.VerdictKindError,
	} {
		server.On("check_slos", slomonitortest.Answer(slomonitortest.Verdict(kind, "so")))
		answer, err := client.CheckSlos(ctx, slomonitor.CheckQuestion{})
		if err != nil || answer.Verdict.Verdict != kind || answer.Verdict.Reason == "" {
			t.Error(answer, err)
		}
	}
	server.On("get_plan_run", slomonitortest.Answer(
		slomonitortest.Run("r1", "gate", slomonitor.PlanRunStateCancelled)))
	run, err := client.GetPlanRun(ctx, "r1")
	if err != nil || run.EndedAt == nil || run.Steps == nil {
		t.Error(run, err)
	}
}

func TestAProblemIsToldWithWhatItSays(t *testing.T) {
	server := slomonitortest.NewServer(t)
	client := server.Client()
	server.On("create_exclusion", slomonitortest.ProblemOf("end", 422, "INVALID_QUESTION", "It is later."))
	_, err := client.CreateExclusion(ctx, slomonitor.ExclusionQuestion{})
	if found := failed(t, err); found.Kind != slomonitor.KindInvalid || found.Field != "end" {
		t.Error(err)
	}
	verdict := slomonitortest.Verdict(slomonitor.VerdictKindError, "It is away.")
	server.On("check_slos", slomonitortest.NotJudged("SOURCE_TIMEOUT", verdict))
	_, err = client.CheckSlos(ctx, slomonitor.CheckQuestion{})
	found := failed(t, err)
	if found.Kind != slomonitor.KindSource || found.Verdict.Summary != "It is away." {
		t.Error(err)
	}
	server.On("run_plan", slomonitortest.RetryAfter(time.Hour,
		slomonitortest.Problem(503, "BUSY", "It is busy.")))
	_, err = client.RunPlan(ctx, "gate")
	if found := failed(t, err); *found.RetryAfter != time.Hour || found.Message != "It is busy." {
		t.Error(err)
	}
}

func TestAStreamIsToldBrokenOffAndKeptOpen(t *testing.T) {
	server := slomonitortest.NewServer(t)
	first, second := slomonitortest.Published(7, 1), slomonitortest.Published(8, 2)
	server.On("listen_to_events",
		slomonitortest.BreakAfter(slomonitortest.Events(first)),
		slomonitortest.Break(),
		slomonitortest.Problem(503, "TOO_MANY_LISTENERS", "Later."),
		slomonitortest.HangAfter(slomonitortest.Events(first, second)))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	told := []string{}
	for event, err := range server.Client().ListenToEvents(ctx, slomonitor.ListenToEventsQuery{}) {
		if err != nil {
			told = append(told, string(failed(t, err).Kind))
			break
		}
		told = append(told, fmt.Sprint(event.ID))
		if event.ID == second.ID {
			cancel()
		}
	}
	if fmt.Sprint(told) != "[7 8 CANCELLED]" || len(server.Asked()) != 4 {
		t.Error(told, len(server.Asked()))
	}
	if after := server.Asked()[3].Query.Get("after_id"); after != "7" {
		t.Errorf("it went on after %q", after)
	}
}

func TestAnAnswerThatBreaksOffIsNone(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("delete_exclusion", slomonitortest.Answer(nil))
	server.On("create_exclusion", slomonitortest.BreakAfter(slomonitortest.Answer(slomonitor.Exclusion{})))
	client := server.Client()
	if err := client.DeleteExclusion(ctx, "x1"); err != nil {
		t.Error(err)
	}
	_, err := client.CreateExclusion(ctx, slomonitor.ExclusionQuestion{})
	if failed(t, err).Kind != slomonitor.KindUnreachable {
		t.Error(err)
	}
}

func TestAServiceThatEndsWaitsForNobody(t *testing.T) {
	server := slomonitortest.Start()
	server.On("get_slo", slomonitortest.After(time.Hour, slomonitortest.Hang()))
	server.On("get_plan", slomonitortest.Hang())
	client, ended := server.Client(), make(chan error)
	go func() { _, err := client.GetSlo(ctx, "x"); ended <- err }()
	go func() { _, err := client.GetPlan(ctx, "x"); ended <- err }()
	for until := time.Now().Add(10 * time.Second); len(server.Asked()) < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("nobody asks")
		}
	}
	server.Close()
	server.Close()
	for range 2 {
		failed(t, <-ended)
	}
}

// watched is a test that is only told what fails.
type watched struct {
	testing.TB
	failures []string
	ends     []func()
}

func (w *watched) Helper()          {}
func (w *watched) Cleanup(f func()) { w.ends = append(w.ends, f) }
func (w *watched) Errorf(format string, values ...any) {
	w.failures = append(w.failures, fmt.Sprintf(format, values...))
}

func TestWhatHasNoScriptFailsTheTest(t *testing.T) {
	tb := &watched{TB: t}
	server := slomonitortest.NewServer(tb)
	_, err := server.Client().GetPlan(ctx, "gate")
	if failed(t, err).Kind != slomonitor.KindNotFound || len(tb.ends) != 1 {
		t.Error(err)
	}
	tb.ends[0]()
	if len(tb.failures) != 1 || !strings.Contains(tb.failures[0], "get_plan") {
		t.Error(tb.failures)
	}
}

func TestAnOperationThatIsNoneIsRefused(t *testing.T) {
	defer func() {
		if told := fmt.Sprint(recover()); !strings.Contains(told, `"get_slos"`) {
			t.Error(told)
		}
	}()
	slomonitortest.NewServer(t).On("get_slos", slomonitortest.Hang())
}
