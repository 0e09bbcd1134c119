package slomonitor_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/slomonitortest"
)

const token = "slom_0badc0de_ffff"

func kindOf(t *testing.T, err error) slomonitor.Kind {
	t.Helper()
	var failed *slomonitor.Error
	if !errors.As(err, &failed) {
		t.Fatalf("%v is no Error", err)
	}
	return failed.Kind
}

func TestARequestSaysWhoAsksAndWithWhichKey(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("get_slo", slomonitortest.Answer(slomonitortest.Status("checkout/ä")))
	client := server.Client(slomonitor.WithToken(token), slomonitor.WithUserAgent("ship/1"))
	if _, err := client.GetSlo(context.Background(), "checkout/ä"); err != nil {
		t.Fatal(err)
	}
	asked := server.Asked()[0]
	if asked.ID != "checkout/ä" || asked.Header.Get("Authorization") != "Bearer "+token ||
		asked.Header.Get("User-Agent") != "slo-monitor-go/"+slomonitor.Version+" ship/1" {
		t.Errorf("it asked with %q, %v", asked.ID, asked.Header)
	}
}

func TestAQueryHasWhatIsAskedAndNothingElse(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("list_annotations", slomonitortest.Answer(slomonitor.AnnotationList{}))
	start := time.Date(2026, 11, 22, 15, 0, 0, 125_000_000, time.UTC)
	_, err := server.Client().ListAnnotations(context.Background(), slomonitor.ListAnnotationsQuery{
		Start: start, Label: []string{"team:payments", "a:b&c"}, Limit: 2,
	})
	const wanted = "label=team%3Apayments&label=a%3Ab%26c&limit=2&start=2026-11-22T15%3A00%3A00.125Z"
	if query := server.Asked()[0].Query.Encode(); err != nil || query != wanted {
		t.Errorf("%v: %s", err, query)
	}
}

func TestAQuestionIsWrittenAsTheServiceReadsIt(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("check_slos", slomonitortest.Pending("b3"))
	wait, events := false, 0.0
	answer, err := server.Client().CheckSlos(context.Background(), slomonitor.CheckQuestion{
		Slos: []string{"checkout-latency"}, Window: 5 * time.Minute, Settle: 1500 * time.Millisecond,
		Wait: &wait, MinEvents: &events, NoData: slomonitor.NoDataFail,
		Baseline: &slomonitor.BaselineQuestion{Window: time.Hour},
	})
	if err != nil || answer.Verdict != nil || answer.Pending.CheckID != "b3" {
		t.Fatal(answer, err)
	}
	const wanted = `{"slos":["checkout-latency"],"wait":false,"min_events":0,` +
		`"baseline":{"window":3600},"no_data":"fail","window":300,"settle":1.5}`
	if body := string(server.Asked()[0].Body); body != wanted {
		t.Error(body)
	}
}

func TestWhatIsKeptCarriesOneKeyThroughItsRepetitions(t *testing.T) {
	server := slomonitortest.NewServer(t)
	run := slomonitortest.Run("r1", "release-gate", slomonitor.PlanRunStateRunning)
	server.On("run_plan", slomonitortest.Break(), slomonitortest.Answer(run))
	server.On("check_slos", slomonitortest.Answer(slomonitortest.Verdict(slomonitor.VerdictKindPass, "")))
	client, ctx := server.Client(), context.Background()
	if _, err := client.RunPlan(ctx, "release-gate"); err != nil {
		t.Fatal(err)
	}
	keep := false
	for _, question := range []slomonitor.CheckQuestion{{}, {Window: time.Hour, Keep: &keep}, {Window: time.Hour}} {
		if _, err := client.CheckSlos(ctx, question, slomonitor.WithIdempotencyKey("")); err != nil {
			t.Fatal(err)
		}
	}
	asked := server.Asked()
	first := asked[0].Header.Get("Idempotency-Key")
	if len(first) != 32 || first != asked[1].Header.Get("Idempotency-Key") {
		t.Errorf("the keys are %q and %q", first, asked[1].Header.Get("Idempotency-Key"))
	}
	for i, isKept := range []bool{false, false, true} {
		if key := asked[2+i].Header.Get("Idempotency-Key"); (key != "") != isKept {
			t.Errorf("check %d has the key %q", i, key)
		}
	}
}

func TestAKeyThatCannotBeSentIsRefused(t *testing.T) {
	server := slomonitortest.NewServer(t)
	_, err := server.Client().RunPlan(
		context.Background(), "release-gate", slomonitor.WithIdempotencyKey("build 1042"))
	if kindOf(t, err) != slomonitor.KindInvalid || len(server.Asked()) != 0 {
		t.Error(err)
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("it went on to %s with %v", r.URL, r.Header)
	}))
	defer elsewhere.Close()
	server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer server.Close()
	client, err := slomonitor.New(server.URL, slomonitor.WithToken(token))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.GetSlo(context.Background(), "x")
	if kindOf(t, err) != slomonitor.KindProtocol {
		t.Error(err)
	}
}

func TestATokenIsShownNowhere(t *testing.T) {
	client, err := slomonitor.New("http://127.0.0.1:1", slomonitor.WithToken(token))
	if err != nil {
		t.Fatal(err)
	}
	_, failed := client.GetSlo(context.Background(), "x")
	_, refused := slomonitor.New("http://127.0.0.1:1", slomonitor.WithToken(token+"\n"))
	_, inURL := slomonitor.New("http://user:" + token + "@127.0.0.1:1")
	if refused == nil || inURL == nil {
		t.Error("a token that is none, or in a URL, was taken")
	}
	shown := fmt.Sprintf("%v %+v %#v %v %+v %v %v", client, *client, client, failed, failed, refused, inURL)
	if strings.Contains(shown, "0badc0de") {
		t.Error(shown)
	}
}

func TestAnIdThatIsEmptyOrDotsNamesNothingElse(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("get_slo", slomonitortest.Problem(404, "UNKNOWN_SLO", "no SLO"))
	client := server.Client()
	if _, err := client.GetSlo(context.Background(), ""); kindOf(t, err) != slomonitor.KindInvalid {
		t.Error(err)
	}
	if len(server.Asked()) != 0 {
		t.Error("it asked without an id")
	}
	if _, err := client.GetSlo(context.Background(), "a/../b"); kindOf(t, err) != slomonitor.KindNotFound {
		t.Error(err)
	}
}

func TestADeadlineIsATimeoutAndItsEndACancellation(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("get_slo", slomonitortest.Hang())
	client := server.Client(slomonitor.WithTimeout(20 * time.Millisecond))
	_, err := client.GetSlo(context.Background(), "x")
	if kindOf(t, err) != slomonitor.KindTimeout || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = client.GetSlo(ctx, "x")
	if kindOf(t, err) != slomonitor.KindCancelled || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	own := server.Client(slomonitor.WithHTTPClient(&http.Client{Timeout: 20 * time.Millisecond}))
	if _, err := own.GetSlo(context.Background(), "x"); kindOf(t, err) != slomonitor.KindTimeout {
		t.Error(err)
	}
}

func TestARunThatIsWaitedForHasNoTimeLimitOfItsOwn(t *testing.T) {
	server := slomonitortest.NewServer(t)
	verdict := slomonitortest.Answer(slomonitortest.Verdict(slomonitor.VerdictKindPass, "fine"))
	server.On("check_slos", slomonitortest.After(50*time.Millisecond, verdict))
	client := server.Client(slomonitor.WithTimeout(5 * time.Millisecond))
	if _, err := client.CheckSlos(context.Background(), slomonitor.CheckQuestion{Window: time.Hour}); err != nil {
		t.Error(err)
	}
	_, err := client.CheckSlos(context.Background(), slomonitor.CheckQuestion{})
	if kindOf(t, err) != slomonitor.KindTimeout {
		t.Error(err)
	}
}

func TestAConnectionThatEndsIsNoAnswer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	server := slomonitortest.NewServer(t)
	server.On("create_exclusion", slomonitortest.Break())
	nobody, err := slomonitor.New("http://" + address)
	if err != nil {
		t.Fatal(err)
	}
	for _, client := range []*slomonitor.Client{nobody, server.Client()} {
		_, err := client.CreateExclusion(context.Background(), slomonitor.ExclusionQuestion{})
		if kindOf(t, err) != slomonitor.KindUnreachable {
			t.Error(err)
		}
	}
	if len(server.Asked()) != 1 {
		t.Error("what may be done twice was repeated")
	}
}

func TestAnAnswerThatDoesNotFitIsRefusedWithItsPlace(t *testing.T) {
	server := slomonitortest.NewServer(t)
	status := json.RawMessage(`{"check_id": 5}`)
	server.On("get_check", slomonitortest.Answer(status))
	_, err := server.Client().GetCheck(context.Background(), "b3")
	var refused *slomonitor.DecodeError
	if kindOf(t, err) != slomonitor.KindProtocol || !errors.As(err, &refused) || refused.Place != "check_id" {
		t.Error(err)
	}
}

func TestPagesAreGoneThroughUntilTheLast(t *testing.T) {
	server := slomonitortest.NewServer(t)
	next := "b"
	first, second := slomonitortest.Status("a").Status, slomonitortest.Status("b").Status
	server.On("list_slos",
		slomonitortest.Answer(slomonitor.StatusList{Slos: []slomonitor.Status{first}, NextCursor: &next}),
		slomonitortest.Answer(slomonitor.StatusList{Slos: []slomonitor.Status{second}}))
	found := ""
	for status, err := range server.Client().AllSlos(context.Background(), slomonitor.ListSlosQuery{Limit: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		found += status.ID
	}
	asked := server.Asked()
	if found != "ab" || len(asked) != 2 || asked[1].Query.Get("cursor") != "b" {
		t.Errorf("%q after %d pages", found, len(asked))
	}
}

func TestARunIsFollowedToItsEndThroughBreaks(t *testing.T) {
	server := slomonitortest.NewServer(t)
	going := slomonitortest.Run("r1", "gate", slomonitor.PlanRunStateRunning)
	ended := slomonitortest.Run("r1", "gate", slomonitor.PlanRunStateFinished)
	server.On("listen_to_plan_run", slomonitortest.Runs(going), slomonitortest.Break(),
		slomonitortest.Problem(503, "TOO_MANY_LISTENERS", "too many"), slomonitortest.Runs(going, ended, going))
	states := []slomonitor.PlanRunState{}
	for run, err := range server.Client().ListenToPlanRun(context.Background(), "r1") {
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, run.State)
	}
	if fmt.Sprint(states) != "[RUNNING RUNNING FINISHED]" {
		t.Error(states)
	}
}

func TestAPageInsteadOfAStreamEndsIt(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("listen_to_events", slomonitortest.Answer("Sign in"))
	for _, err := range server.Client().ListenToEvents(context.Background(), slomonitor.ListenToEventsQuery{}) {
		if kindOf(t, err) != slomonitor.KindProtocol {
			t.Error(err)
		}
	}
}

func TestALoopThatIsLeftEndsTheStream(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("listen_to_events", slomonitortest.HangAfter(slomonitortest.Events(slomonitortest.Published(7, 1))))
	after := int64(6)
	for event, err := range server.Client().ListenToEvents(
		context.Background(), slomonitor.ListenToEventsQuery{AfterID: &after},
	) {
		if err != nil || event.ID != 7 {
			t.Error(event, err)
		}
		break
	}
	if asked := server.Asked(); len(asked) != 1 || asked[0].Query.Get("after_id") != "6" {
		t.Errorf("it asked %v", asked)
	}
}
