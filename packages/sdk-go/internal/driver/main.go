// Driver asks a service what it is told on standard input, a JSON command a line, and writes what
// came of it on standard output, a JSON line each. It uses what the client offers to everybody, and
// is for tests that hold the clients of all languages against one service.
package main

import (
	"flag"
	"fmt"
	"os"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/slomonitorgrpc"
)

const wrongUsage = 2

func main() {
	if len(os.Args) > 1 && os.Args[1] == "bench" {
		exit(bench(os.Args[2:]))
	}
	flags := flag.NewFlagSet("driver", flag.ExitOnError)
	url := flags.String("url", "", "where the service is")
	transport := flags.String("transport", "http", "http or grpc")
	_ = flags.Parse(os.Args[1:]) // which exits
	client, err := connect(*transport, *url)
	if err != nil {
		exit(err)
	}
	defer client.Close()
	exit(newSession(client, os.Stdout).run(os.Stdin))
}

func connect(transport, url string) (*slomonitor.Client, error) {
	token := slomonitor.WithToken(os.Getenv("SLO_MONITOR_TOKEN"))
	switch transport {
	case "http":
		return slomonitor.New(url, token)
	case "grpc":
		return slomonitorgrpc.New(url, token)
	}
	return nil, fmt.Errorf("there is no transport %q; there are http and grpc", transport)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(wrongUsage)
	}
	os.Exit(0)
}
