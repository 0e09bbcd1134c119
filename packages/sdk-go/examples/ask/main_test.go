package main

import (
	"os"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/slomonitortest"
)

func Example() {
	server := slomonitortest.Start()
	defer server.Close()
	server.On("list_slos", slomonitortest.Answer(slomonitor.StatusList{
		Slos: []slomonitor.Status{slomonitortest.Status("checkout-latency").Status},
	}))
	server.On("check_slos", slomonitortest.Answer(
		slomonitortest.Verdict(slomonitor.VerdictKindPass, "75% of the error budget is left.")))
	os.Setenv("SLO_MONITOR_URL", server.URL)
	main()
	// Output:
	// checkout-latency HEALTHY
	// may I ship? true
}
