package slomonitor_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
)

// watched is a service that counts connections.
type watched struct {
	*httptest.Server
	guard        sync.Mutex
	opened, ends int
}

func watch(t *testing.T, handler http.HandlerFunc) *watched {
	t.Helper()
	w := &watched{Server: httptest.NewUnstartedServer(handler)}
	w.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		w.guard.Lock()
		defer w.guard.Unlock()
		switch state {
		case http.StateNew:
			w.opened++
		case http.StateClosed:
			w.ends++
		}
	}
	w.Start()
	t.Cleanup(w.Close)
	return w
}

func (w *watched) connections() (opened, ends int) {
	w.guard.Lock()
	defer w.guard.Unlock()
	return w.opened, w.ends
}

func (w *watched) client(t *testing.T, options ...slomonitor.Option) *slomonitor.Client {
	t.Helper()
	client, err := slomonitor.New(w.URL, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// await waits until something is so.
func await(t *testing.T, what string, isSo func() bool) {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); !isSo(); time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("%s: not in 10 s", what)
		}
	}
}

func TestAConnectionIsUsedAgainWhateverIsAnswered(t *testing.T) {
	statuses := []int{404, 302, 500, 200, 204, 409, 422}
	asked := 0
	service := watch(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(statuses[asked%len(statuses)])
		if asked++; statuses[(asked-1)%len(statuses)] != 204 {
			fmt.Fprintf(w, `{"code": "X", "detail": "%04096d"}`, asked)
		}
	})
	client := service.client(t)
	for range 2 * len(statuses) {
		_ = client.DeleteExclusion(context.Background(), "x")
	}
	if opened, _ := service.connections(); opened != 1 || asked != 2*len(statuses) {
		t.Errorf("there were %d connections for %d requests", opened, asked)
	}
	await(t, "Close lets go of it", func() bool {
		_ = client.Close()
		_, ends := service.connections()
		return ends == 1
	})
}

// telling is a service on whose stream one event comes, and then nothing.
func telling(t *testing.T, gone chan<- struct{}) *watched {
	t.Helper()
	return watch(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "id: 7\ndata: {\"id\": 7, \"kind\": \"SNAPSHOT_PUBLISHED\"}\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		gone <- struct{}{}
	})
}

func TestALoopThatIsLeftClosesItsConnection(t *testing.T) {
	gone := make(chan struct{}, 1)
	service := telling(t, gone)
	for _, err := range service.client(t).ListenToEvents(context.Background(), slomonitor.ListenToEventsQuery{}) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	<-gone
	await(t, "the connection is closed", func() bool { _, ends := service.connections(); return ends == 1 })
}

func TestAPanicInALoopClosesItsConnection(t *testing.T) {
	gone := make(chan struct{}, 1)
	service := telling(t, gone)
	func() {
		defer func() { _ = recover() }()
		for range service.client(t).ListenToEvents(context.Background(), slomonitor.ListenToEventsQuery{}) {
			panic("the program's own")
		}
	}()
	<-gone
}

func TestAStreamOutlivesTheTimeLimitsOfCallsAndOfTheHTTPClient(t *testing.T) {
	gone := make(chan struct{}, 1)
	service := telling(t, gone)
	own := &http.Client{Timeout: 20 * time.Millisecond}
	client := service.client(t, slomonitor.WithHTTPClient(own), slomonitor.WithTimeout(20*time.Millisecond))
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	told, began := 0, time.Now()
	for _, err := range client.ListenToEvents(ctx, slomonitor.ListenToEventsQuery{}) {
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		told++
	}
	if opened, _ := service.connections(); told != 2 || opened != 1 || time.Since(began) < 200*time.Millisecond {
		t.Errorf("it was told %d things on %d connections in %v", told, opened, time.Since(began))
	}
	if own.Timeout != 20*time.Millisecond || own.CheckRedirect != nil {
		t.Error("the HTTP client that was given is another now")
	}
}

func TestAStreamThatIsRefusedIsNotHeldOpen(t *testing.T) {
	service := watch(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", r.URL.Query().Get("kind"))
		w.Header().Set("Location", "http://127.0.0.1:1/")
		if r.URL.Query().Get("kind") == "text/event-stream" {
			w.WriteHeader(http.StatusFound)
		}
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	for _, form := range []slomonitor.EventKind{"text/html", "text/event-stream"} {
		query := slomonitor.ListenToEventsQuery{Kind: []slomonitor.EventKind{form}}
		for _, err := range service.client(t).ListenToEvents(context.Background(), query) {
			if kindOf(t, err) != slomonitor.KindProtocol {
				t.Error(err)
			}
		}
	}
	await(t, "both are closed", func() bool { _, ends := service.connections(); return ends == 2 })
}

func TestAnotherDefaultTransportIsLeftAlone(t *testing.T) {
	service := watch(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
	usual := http.DefaultTransport
	defer func() { http.DefaultTransport = usual }()
	http.DefaultTransport = http.NewFileTransport(http.Dir("."))
	if err := service.client(t).DeleteExclusion(context.Background(), "x"); err != nil {
		t.Error(err)
	}
}
