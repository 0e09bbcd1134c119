// Ask shows the SLOs of a service, and asks whether it may ship.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
)

func main() {
	client, err := slomonitor.New(os.Getenv("SLO_MONITOR_URL"),
		slomonitor.WithToken(os.Getenv("SLO_MONITOR_TOKEN")))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	for slo, err := range client.AllSlos(ctx, slomonitor.ListSlosQuery{Service: "checkout"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(slo.ID, slo.State)
	}
	answer, err := client.CheckSlos(ctx, slomonitor.CheckQuestion{Slos: []string{"checkout-latency"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("may I ship?", answer.Passes())
}
