package slomonitor_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"sync"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/slomonitortest"
)

// service is what the examples ask.
var service = sync.OnceValue(func() *slomonitortest.Server {
	server := slomonitortest.Start()
	next, half, done := "b", 0.5, "The release may go on."
	first, second := slomonitortest.Status("checkout-errors"), slomonitortest.Status("checkout-latency")
	first.Budget.RemainingRatio = nil
	list := func(status *slomonitor.StatusDetail, next *string) slomonitortest.Reply {
		return slomonitortest.Answer(slomonitor.StatusList{
			Slos: []slomonitor.Status{status.Status}, NextCursor: next,
		})
	}
	run := slomonitortest.Run("r1", "release-gate", slomonitor.PlanRunStateRunning)
	going, ended := run, slomonitortest.Run("r1", "release-gate", slomonitor.PlanRunStateFinished)
	going.ProgressRatio, ended.Summary = &half, &done
	server.On("list_slos", list(first, &next), list(second, nil))
	server.On("get_slo", slomonitortest.Problem(404, "UNKNOWN_SLO", "There is no SLO nope."))
	server.On("check_slos", slomonitortest.Answer(
		slomonitortest.Verdict(slomonitor.VerdictKindPass, "75% of the error budget is left.")))
	server.On("run_plan", slomonitortest.Answer(run))
	server.On("listen_to_plan_run", slomonitortest.Runs(going, ended))
	server.On("add_annotation", slomonitortest.Answer(slomonitor.Annotation{
		ID: "a1", Kind: slomonitor.AnnotationKindDeploy, Text: "1.42", CreatedBy: "ci",
	}))
	server.On("listen_to_events", slomonitortest.HangAfter(slomonitortest.Events(
		slomonitortest.Published(7, 1042), slomonitor.Event{ID: 9, Kind: slomonitor.EventKindReset})))
	return server
})

var (
	ctx    = context.Background()
	client = sync.OnceValue(func() *slomonitor.Client { return service().Client() })
)

func ExampleNew() {
	os.Setenv("SLO_MONITOR_URL", service().URL) // where your service is

	client, err := slomonitor.New(os.Getenv("SLO_MONITOR_URL"),
		slomonitor.WithToken(os.Getenv("SLO_MONITOR_TOKEN")),
		slomonitor.WithTimeout(10*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	answer, err := client.CheckSlos(ctx, slomonitor.CheckQuestion{Slos: []string{"checkout-latency"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Passes(), answer.Verdict.Summary)
	// Output: true 75% of the error budget is left.
}

func ExampleClient_CheckSlos() {
	client := client()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute) // a run is waited for
	defer cancel()
	answer, err := client.CheckSlos(ctx, slomonitor.CheckQuestion{
		Slos:   []string{"checkout-latency"},
		Start:  time.Now().Add(-10 * time.Minute),
		Match:  map[string]string{"version": "1.42"},
		Settle: time.Minute,
	}, slomonitor.WithIdempotencyKey("build-1042"))
	if err != nil {
		log.Println(err)
		os.Exit(slomonitor.ExitCode(err))
	}
	fmt.Println(answer.Verdict.Verdict, answer.ExitCode())
	// Output: PASS 0
}

func ExampleClient_AllSlos() {
	client := client()
	for slo, err := range client.AllSlos(ctx, slomonitor.ListSlosQuery{Limit: 1}) {
		if err != nil {
			log.Fatal(err)
		}
		if slo.Budget == nil || slo.Budget.RemainingRatio == nil {
			fmt.Println(slo.ID, "is not known")
			continue
		}
		fmt.Println(slo.ID, *slo.Budget.RemainingRatio)
	}
	// Output:
	// checkout-errors is not known
	// checkout-latency 0.75
}

func ExampleClient_ListenToEvents() {
	client := client()
	for event, err := range client.ListenToEvents(ctx, slomonitor.ListenToEventsQuery{}) {
		if err != nil {
			log.Fatal(err) // asking again would not help
		}
		if event.Kind == slomonitor.EventKindReset {
			fmt.Println("some were missed: ask for everything anew")
			break // which ends the stream
		}
		fmt.Println(event.ID, event.Kind)
	}
	// Output:
	// 7 SNAPSHOT_PUBLISHED
	// some were missed: ask for everything anew
}

func ExampleClient_ListenToPlanRun() {
	client := client()
	run, err := client.RunPlan(ctx, "release-gate")
	if err != nil {
		log.Fatal(err)
	}
	for run, err := range client.ListenToPlanRun(ctx, run.ID) {
		switch {
		case err != nil:
			log.Fatal(err)
		case run.EndedAt != nil:
			fmt.Println(run.State, *run.Summary)
		case run.ProgressRatio != nil:
			fmt.Printf("%.0f%%\n", 100**run.ProgressRatio)
		}
	}
	// Output:
	// 50%
	// FINISHED The release may go on.
}

func ExampleError() {
	client := client()
	_, err := client.GetSlo(ctx, "nope")
	var failed *slomonitor.Error
	if errors.As(err, &failed) && failed.Kind == slomonitor.KindNotFound {
		fmt.Println(failed.Code, failed.Message)
	}
	// Output: UNKNOWN_SLO There is no SLO nope.
}

func ExampleWithIdempotencyKey() {
	client := client()
	note := slomonitor.AnnotationNote{Kind: slomonitor.AnnotationKindDeploy, Text: "1.42"}
	noted, err := client.AddAnnotation(ctx, note, slomonitor.WithIdempotencyKey("deploy-1.42"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(noted.ID) // the same whenever that is noted again
	// Output: a1
}
