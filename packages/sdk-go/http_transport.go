package slomonitor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/example/slo-monitor/packages/sdk-go/internal/config"
	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// httpTransport asks over HTTP.
type httpTransport struct {
	base    string
	client  *http.Client
	endless *http.Client // the same without a time limit, for streams
	config  *config.Config
}

// largestAnswer is how many bytes an answer may have; what is cut short there cannot be read.
const largestAnswer = 256 << 20

// largestSaid is up to which length a body gets the room that its header asks for at once.
const largestSaid = 1 << 20

func newHTTPTransport(baseURL string, settings *config.Config) (*httpTransport, error) {
	base, err := config.BaseURL(baseURL)
	if err != nil {
		return nil, err
	}
	client := http.Client{}
	if settings.HTTPClient != nil {
		if settings.TLS != nil {
			return nil, errors.New("WithHTTPClient and WithTLSConfig exclude each other")
		}
		client = *settings.HTTPClient
	} else {
		client.Transport = connections(settings)
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // a token goes to no other host
	}
	endless := client
	endless.Timeout = 0
	return &httpTransport{base: base.String(), client: &client, endless: &endless, config: settings}, nil
}

// connections are our own: what another package makes of http.DefaultTransport is not asked.
func connections(settings *config.Config) *http.Transport {
	made := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         config.Dialer().DialContext,
		TLSHandshakeTimeout: config.ConnectTimeout,
		ForceAttemptHTTP2:   true, // which a dialer of one's own turns off
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     90 * time.Second,
	}
	if settings.TLS != nil {
		made.TLSClientConfig = settings.TLS.Clone()
	}
	return made
}

// Ask asks once.
func (t *httpTransport) Ask(ctx context.Context, call seam.Call, answer any) error {
	response, err := t.exchange(ctx, t.client, call, "application/json")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := whole(response)
	if err != nil {
		return err
	}
	return understood(response.StatusCode, body, answer)
}

// whole reads a body to its end, so that the connection can be used again.
func whole(response *http.Response) ([]byte, error) {
	if said := response.ContentLength; said > 0 && said <= largestSaid {
		body := make([]byte, said)
		_, err := io.ReadFull(response.Body, body)
		return body, err
	}
	return io.ReadAll(io.LimitReader(response.Body, largestAnswer))
}

// Open opens a stream once.
func (t *httpTransport) Open(ctx context.Context, call seam.Call) (seam.Stream, error) {
	const form = "text/event-stream"
	ctx, cancel := context.WithCancel(ctx)
	response, err := t.exchange(ctx, t.endless, call, form)
	if err != nil {
		cancel()
		return nil, err
	}
	isStream := strings.HasPrefix(response.Header.Get("Content-Type"), form)
	if response.StatusCode != http.StatusOK || !isStream {
		cancel()
		response.Body.Close()
		return nil, notAsked(response.StatusCode, nil)
	}
	return newEventStream(response.Body, cancel), nil
}

// Close lets go of connections.
func (t *httpTransport) Close() error {
	t.client.CloseIdleConnections()
	return nil
}

// exchange sends a request and gives the response, the body of which is still to be read, or the
// error that it is.
func (t *httpTransport) exchange(
	ctx context.Context, client *http.Client, call seam.Call, form string,
) (*http.Response, error) {
	request, err := t.request(ctx, call)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", form)
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode < 400 {
		return response, nil
	}
	defer response.Body.Close()
	body, err := whole(response)
	if err != nil && ctx.Err() != nil {
		return nil, err
	}
	return nil, failure(response.StatusCode, response.Header, body, t.config.Clock.Now())
}

func (t *httpTransport) request(ctx context.Context, call seam.Call) (*http.Request, error) {
	target, err := t.target(call)
	if err != nil {
		return nil, err
	}
	var body io.Reader
	if call.Operation.Method == http.MethodPost && call.Question != nil {
		written, err := json.Marshal(call.Question)
		if err != nil {
			return nil, &Error{Kind: KindInvalid, Message: "the question cannot be written", Err: err}
		}
		body = bytes.NewReader(written)
	}
	request, err := http.NewRequestWithContext(ctx, call.Operation.Method, target, body)
	if err != nil {
		return nil, &Error{Kind: KindInvalid, Message: "the request cannot be made", Err: err}
	}
	t.sign(request, call)
	return request, nil
}

func (t *httpTransport) sign(request *http.Request, call seam.Call) {
	request.Header.Set("User-Agent", t.config.UserAgent)
	if call.Operation.Method != http.MethodGet {
		request.Header.Set("Content-Type", "application/json")
	}
	if authorization := t.config.Token.Authorization(); authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	if call.IdempotencyKey != "" {
		request.Header.Set("Idempotency-Key", call.IdempotencyKey)
	}
}

// target is the URL of a call.
func (t *httpTransport) target(call seam.Call) (string, error) {
	path, err := pathOf(call.Operation.Path, call.Path)
	if err != nil {
		return "", err
	}
	target := t.base + path
	if call.Operation.Method == http.MethodGet && call.Question != nil {
		if query := queryOf(call.Question).Encode(); query != "" {
			target += "?" + query
		}
	}
	return target, nil
}
