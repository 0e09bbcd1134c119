package slomonitortest_test

import (
	"context"
	"fmt"
	"testing"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/slomonitortest"
)

// mayShip is what a program does that is tested.
func mayShip(ctx context.Context, client *slomonitor.Client) bool {
	answer, err := client.CheckSlos(ctx, slomonitor.CheckQuestion{Slos: []string{"checkout-latency"}})
	return err == nil && answer.Passes()
}

func TestNothingShipsOnAFail(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("check_slos",
		slomonitortest.Problem(503, "NOT_YET_EVALUATED", "Nothing was evaluated yet."),
		slomonitortest.Answer(slomonitortest.Verdict(slomonitor.VerdictKindFail, "No budget is left.")))
	if mayShip(context.Background(), server.Client()) {
		t.Error("it ships")
	}
	if asked := server.Asked(); len(asked) != 2 || asked[0].Operation != "check_slos" {
		t.Errorf("it asked %v", asked)
	}
}

func Example() {
	server := slomonitortest.Start() // in a test: slomonitortest.NewServer(t)
	defer server.Close()
	status := slomonitortest.Status("checkout-latency")
	status.State = slomonitor.StateAtRisk
	server.On("get_slo",
		slomonitortest.Break(), // the connection, which is made again
		slomonitortest.Answer(status))
	found, err := server.Client().GetSlo(context.Background(), "checkout-latency")
	fmt.Println(found.State, err, len(server.Asked()))
	// Output: AT_RISK <nil> 2
}
