package slomonitorgrpc_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/slomonitorgrpc"
)

func ExampleNew() {
	token := "slom_0badc0de_ffff"
	client, err := slomonitorgrpc.New("http://127.0.0.1:8081", slomonitor.WithToken(token))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	_, err = client.GetSlo(ctx, "checkout-latency")
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	// Output: true
}
