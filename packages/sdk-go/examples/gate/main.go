// Gate asks SLO Monitor whether a deployment may go on, prints the answer and exits with it: 0 it
// may, 1 it may not, 2 the question is at fault, 3 it could not be decided, 4 Prometheus or the
// service could not be reached.
//
//	SLO_MONITOR_URL=http://127.0.0.1:8080 go run ./examples/gate checkout-latency
//	go run ./examples/gate -start 2026-11-22T15:00:00Z -end 2026-11-22T15:05:00Z -settle 60s
//
// The service is at SLO_MONITOR_URL; where it has keys, SLO_MONITOR_TOKEN opens it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
)

const wrongQuestion = 2

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := gate(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// gate is how the command exits.
func gate(ctx context.Context, arguments []string, out, problems io.Writer) int {
	question, err := questionOf(arguments, problems)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return wrongQuestion // which is told already
	}
	client, err := slomonitor.New(os.Getenv("SLO_MONITOR_URL"),
		slomonitor.WithToken(os.Getenv("SLO_MONITOR_TOKEN")), slomonitor.WithUserAgent("gate"))
	if err != nil {
		fmt.Fprintln(problems, err)
		return wrongQuestion
	}
	defer client.Close()
	answer, err := client.CheckSlos(ctx, question)
	if err != nil {
		fmt.Fprintln(problems, err)
		return slomonitor.ExitCode(err)
	}
	if answer.Pending != nil {
		fmt.Fprintln(out, "there is no verdict yet; ask for check", answer.Pending.CheckID)
		return answer.ExitCode()
	}
	fmt.Fprintln(out, answer.Verdict.Verdict, answer.Verdict.Summary)
	return answer.ExitCode()
}

// questionOf reads the command line: without a time, the budgets are judged as they stand.
func questionOf(
	arguments []string, problems io.Writer,
) (question slomonitor.CheckQuestion, err error) {
	flags := flag.NewFlagSet("gate", flag.ContinueOnError)
	flags.SetOutput(problems)
	instant := func(into *time.Time) func(string) error {
		return func(text string) (err error) {
			*into, err = time.Parse(time.RFC3339, text)
			return err
		}
	}
	flags.Func("start", "when the run began, in RFC 3339", instant(&question.Start))
	flags.Func("end", "when it ended; now if left out", instant(&question.End))
	flags.DurationVar(&question.Settle, "settle", 0, "wait at most so long for its last samples")
	err = flags.Parse(arguments)
	if names := flags.Args(); len(names) > 0 {
		question.Slos = names
	}
	return question, err
}
