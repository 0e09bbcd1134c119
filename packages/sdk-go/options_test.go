package slomonitor

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// limitOf is how long a call may take, as its request has it; 0: as long as it takes.
func limitOf(t *testing.T, do func(*Client), options ...Option) (limit time.Duration) {
	t.Helper()
	meets := roundTripper(func(r *http.Request) (*http.Response, error) {
		if deadline, ok := r.Context().Deadline(); ok {
			limit = time.Until(deadline).Round(time.Second)
		}
		return nil, context.Canceled
	})
	options = append(options, WithHTTPClient(&http.Client{Transport: meets}), WithClock(&fakeClock{}))
	client, err := New("http://slo.example", options...)
	if err != nil {
		t.Fatal(err)
	}
	do(client)
	return limit
}

func TestACallHasThirtySecondsUnlessItIsToldOtherwise(t *testing.T) {
	ctx := context.Background()
	short, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	wait := false
	start := time.Now().Add(-time.Hour)
	cases := map[string]struct {
		do      func(*Client)
		options []Option
		limit   time.Duration
	}{
		"by default":    {func(c *Client) { _, _ = c.GetSlo(ctx, "x") }, nil, 30 * time.Second},
		"by an option":  {func(c *Client) { _, _ = c.GetSlo(ctx, "x") }, []Option{WithTimeout(time.Minute)}, time.Minute},
		"by none":       {func(c *Client) { _, _ = c.GetSlo(ctx, "x") }, []Option{WithTimeout(0)}, 0},
		"by a deadline": {func(c *Client) { _, _ = c.GetSlo(short, "x") }, nil, 5 * time.Second},
		"budgets":       {func(c *Client) { _, _ = c.CheckSlos(ctx, CheckQuestion{}) }, nil, 30 * time.Second},
		"a run":         {func(c *Client) { _, _ = c.CheckSlos(ctx, CheckQuestion{Start: start}) }, nil, 0},
		"a run, with a deadline": {
			func(c *Client) { _, _ = c.CheckSlos(short, CheckQuestion{Window: time.Hour}) }, nil, 5 * time.Second,
		},
		"a run that is not waited for": {
			func(c *Client) { _, _ = c.CheckSlos(ctx, CheckQuestion{Start: start, Wait: &wait}) }, nil, 30 * time.Second,
		},
	}
	for name, c := range cases {
		if limit := limitOf(t, c.do, c.options...); limit != c.limit {
			t.Errorf("%s: it may take %v, not %v", name, limit, c.limit)
		}
	}
}

func TestAnOptionThatIsWrongIsRefused(t *testing.T) {
	for name, options := range map[string][]Option{
		"a negative timeout": {WithTimeout(-time.Second)},
		"no HTTP client":     {WithHTTPClient(nil)},
		"two ways of TLS":    {WithHTTPClient(http.DefaultClient), WithTLSConfig(&tls.Config{})},
		"a second header":    {WithUserAgent("ship\r\nX-Admin: 1")},
		"a token in pieces":  {WithToken("a b")},
	} {
		if client, err := New("http://slo.example", options...); err == nil || client != nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestConnectionsAreMadeInTenSecondsOrNot(t *testing.T) {
	client, err := New("http://slo.example")
	if err != nil {
		t.Fatal(err)
	}
	made := client.transport.(*httpTransport).client.Transport.(*http.Transport)
	if made.TLSHandshakeTimeout != 10*time.Second || made.Proxy == nil || made.DialContext == nil {
		t.Errorf("%+v", made)
	}
}

func TestAConnectionIsSecuredAsTheOptionSays(t *testing.T) {
	service := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("it asks over %s", r.Proto)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	service.EnableHTTP2 = true
	service.Config.ErrorLog = log.New(io.Discard, "", 0)
	service.StartTLS()
	defer service.Close()
	trusted := service.Client().Transport.(*http.Transport).TLSClientConfig
	cases := map[string]struct {
		options []Option
		kind    Kind
	}{
		"trusted": {[]Option{WithTLSConfig(trusted)}, ""},
		"unknown": {nil, KindUnreachable},
	}
	for name, c := range cases {
		client, err := New(service.URL, append(c.options, WithClock(&fakeClock{}))...)
		if err != nil {
			t.Fatal(err)
		}
		var failed *Error
		if err := client.DeleteExclusion(context.Background(), "x"); !errors.As(err, &failed) {
			failed = &Error{}
		}
		if failed.Kind != c.kind {
			t.Errorf("%s: %v", name, failed)
		}
		client.Close()
	}
}

func TestACallerThatGivesUpEndsADelayOfAStream(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	client := clientOver(t, seam.RealClock{}, func(*http.Request) (*http.Response, error) {
		cancel()
		return reply{Status: 503, RetryAfter: "29"}.response()
	})
	began := time.Now()
	for _, err := range client.ListenToPlanRun(ctx, "r1") {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if time.Since(began) > 10*time.Second {
		t.Errorf("it took %v", time.Since(began))
	}
}

func TestAGivenKeyIsSentAsItIs(t *testing.T) {
	var key string
	client := clientOver(t, &fakeClock{}, func(r *http.Request) (*http.Response, error) {
		key = r.Header.Get("Idempotency-Key")
		return reply{Status: 404}.response()
	})
	longest := strings.Repeat("~", 200)
	_, _ = client.AddAnnotation(context.Background(), AnnotationNote{}, WithIdempotencyKey(longest))
	if key != longest {
		t.Errorf("it was sent as %q", key)
	}
	key = ""
	_, err := client.RunPlan(context.Background(), "gate", WithIdempotencyKey(longest+"~"))
	var failed *Error
	if !errors.As(err, &failed) || failed.Field != "Idempotency-Key" || key != "" {
		t.Error(err)
	}
}
