package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
)

const (
	blockOfRequests = 50
	warmUpBlocks    = 4
	limit           = 30 * time.Second
)

// bench measures GetSlo through the client beside the same GET through net/http, in small blocks one
// after the other, over one HTTP client.
func bench(arguments []string) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	base := flags.String("url", "", "where the service is")
	slo := flags.String("slo", "", "the id of an SLO")
	length := flags.Float64("seconds", 10, "how long to measure")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	shared := &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
	client, err := slomonitor.New(*base, slomonitor.WithHTTPClient(shared),
		slomonitor.WithToken(os.Getenv("SLO_MONITOR_TOKEN")))
	if err != nil {
		return err
	}
	ctx := context.Background()
	through := func() error { _, err := client.GetSlo(ctx, *slo); return err }
	bare := func() error { return get(ctx, shared, *base+"/slos/"+url.PathEscape(*slo)) }
	report, err := compare(through, bare, seconds(*length))
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(report)
}

func get(ctx context.Context, client *http.Client, address string) error {
	ctx, cancel := context.WithTimeout(ctx, limit) // as a call through the client has
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	request.Header.Set("User-Agent", "slo-monitor-go/"+slomonitor.Version)
	request.Header.Set("Accept", "application/json")
	if token := os.Getenv("SLO_MONITOR_TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.ReadAll(response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the service answers %s", response.Status)
	}
	return nil
}

type report struct {
	SDKSeconds  float64 `json:"sdk_seconds"`
	BareSeconds float64 `json:"bare_seconds"`
	Requests    int     `json:"requests"`
}

func compare(through, bare func() error, length time.Duration) (*report, error) {
	var ofSDK, ofBare []time.Duration
	for range warmUpBlocks {
		if _, err := block(nil, through); err != nil {
			return nil, err
		}
		if _, err := block(nil, bare); err != nil {
			return nil, err
		}
	}
	for end := time.Now().Add(length); time.Now().Before(end); {
		var err error
		if ofSDK, err = block(ofSDK, through); err != nil {
			return nil, err
		}
		if ofBare, err = block(ofBare, bare); err != nil {
			return nil, err
		}
	}
	return &report{median(ofSDK), median(ofBare), len(ofSDK) + len(ofBare)}, nil
}

// block adds how long each request of a block took.
func block(took []time.Duration, request func() error) ([]time.Duration, error) {
	for range blockOfRequests {
		began := time.Now()
		if err := request(); err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

func median(took []time.Duration) float64 {
	slices.Sort(took)
	return took[len(took)/2].Seconds()
}
