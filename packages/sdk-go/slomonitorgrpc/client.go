package slomonitorgrpc

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/internal/config"
)

// largestAnswer is how many bytes an answer may have; a verdict on very many SLOs has more than
// the 4 MB of gRPC.
const largestAnswer = 256 << 20

// New makes a client that asks over gRPC; target is such as http://127.0.0.1:8081, or with https
// where the service has a certificate. Nothing is asked yet.
func New(target string, options ...slomonitor.Option) (*slomonitor.Client, error) {
	client, err := newClient(target, options)
	if err != nil {
		return nil, fmt.Errorf("slo-monitor: %w", err)
	}
	return client, nil
}

func newClient(target string, options []slomonitor.Option) (*slomonitor.Client, error) {
	settings, err := config.From("slo-monitor-go/"+slomonitor.Version, options)
	if err != nil {
		return nil, err
	}
	base, err := config.BaseURL(target)
	if err != nil {
		return nil, err
	}
	if base.Path != "" || settings.HTTPClient != nil {
		return nil, errors.New("over gRPC there is no path in the URL, and no HTTP client")
	}
	port := base.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[base.Scheme]
	}
	security := insecure.NewCredentials()
	if base.Scheme == "https" {
		security = credentials.NewTLS(orDefault(settings.TLS))
	}
	address := "passthrough:///" + net.JoinHostPort(base.Hostname(), port)
	connection, err := grpc.NewClient(address, dialOptions(settings, security)...)
	if err != nil {
		return nil, err
	}
	return slomonitor.NewOver(&transport{connection, settings}, settings), nil
}

func orDefault(settings *tls.Config) *tls.Config {
	if settings == nil {
		return &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return settings.Clone()
}

// dialOptions turn off what gRPC would repeat by itself, and let each of our own repetitions try to
// connect.
func dialOptions(settings *config.Config, security credentials.TransportCredentials) []grpc.DialOption {
	dialer := config.Dialer()
	return []grpc.DialOption{
		grpc.WithTransportCredentials(security),
		grpc.WithUserAgent(settings.UserAgent),
		grpc.WithDisableRetry(),
		grpc.WithDisableServiceConfig(),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largestAnswer)),
		grpc.WithContextDialer(func(ctx context.Context, address string) (net.Conn, error) {
			return dialer.DialContext(ctx, "tcp", address)
		}),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff: backoff.Config{
				BaseDelay: 100 * time.Millisecond, Multiplier: 1.5, MaxDelay: 400 * time.Millisecond,
			},
			MinConnectTimeout: config.ConnectTimeout,
		}),
	}
}
