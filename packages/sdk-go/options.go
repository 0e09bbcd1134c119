package slomonitor

import (
	"crypto/tls"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/config"
	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// Option changes how a Client is made, over HTTP and over gRPC.
type Option func(*config.Config) error

// WithToken sends a key of the service with every request. An empty one is none.
func WithToken(token string) Option {
	return func(c *config.Config) (err error) {
		c.Token, err = config.NewToken(token)
		return err
	}
}

// WithTimeout is how long a whole call may take, its repetitions and the delays before them
// included, where the context has no deadline of its own. It is 30 s without this option; 0: as
// long as it takes. Streams, and a run whose verdict is waited for, have none but the context's.
func WithTimeout(timeout time.Duration) Option {
	return func(c *config.Config) error {
		if timeout < 0 {
			return errors.New("a timeout cannot be negative")
		}
		c.Timeout = timeout
		return nil
	}
}

// WithUserAgent says what program asks; it is put behind the name of this package.
func WithUserAgent(program string) Option {
	return func(c *config.Config) error {
		if strings.ContainsFunc(program, func(letter rune) bool { return letter < ' ' || letter > '~' }) {
			return errors.New("a user agent has printable ASCII letters only")
		}
		c.UserAgent += " " + program
		return nil
	}
}

// WithTLSConfig is how connections are secured, such as which authorities are trusted.
func WithTLSConfig(settings *tls.Config) Option {
	return func(c *config.Config) error {
		c.TLS = settings
		return nil
	}
}

// WithHTTPClient asks through another client: its Transport, Jar and Timeout, which is for each try
// of a call and not for streams. It follows no redirect all the same. It is no option of gRPC, and
// excludes WithTLSConfig.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config.Config) error {
		if client == nil {
			return errors.New("the HTTP client is nil")
		}
		c.HTTPClient = client
		return nil
	}
}

// WithClock lets time pass otherwise. Only packages of this module can call it: for their tests
// and those of slomonitortest.
func WithClock(clock seam.Clock) Option {
	return func(c *config.Config) error {
		c.Clock = clock
		return nil
	}
}

// CallOption changes one call.
type CallOption func(*seam.Call)

// WithIdempotencyKey names a call, so that the service does once what it is asked for twice under
// the same key: 1 to 200 visible ASCII letters. Without this option, or with an empty key, a key is
// made for each call that writes something under one.
func WithIdempotencyKey(key string) CallOption {
	return func(call *seam.Call) {
		if key != "" {
			call.IdempotencyKey = key
		}
	}
}
