package slomonitortest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/internal/seam"
)

// Request is something that the service was asked.
type Request struct {
	// The name of the operation, such as check_slos.
	Operation string
	// The id or name in the path; empty if the path has none.
	ID string
	// The parameters of the query.
	Query url.Values
	// The headers.
	Header http.Header
	// The body; nil if there is none.
	Body json.RawMessage
}

// Server is a scripted service.
type Server struct {
	// URL is where it is.
	URL string

	fail    func(format string, values ...any)
	server  *httptest.Server
	guard   sync.Mutex
	scripts map[string][]Reply
	asked   []Request
	clients []*slomonitor.Client
	ended   chan struct{}
	end     sync.Once
}

// NewServer starts a service that ends with the test. A request of an operation that it has no
// script of fails the test.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	s := Start()
	s.fail = tb.Errorf
	tb.Cleanup(s.Close)
	return s
}

// Start starts a service where there is no test, such as in an Example; Close ends it. It answers 404
// NOT_FOUND to an operation that it has no script of.
func Start() *Server {
	s := &Server{
		fail: func(string, ...any) {}, scripts: map[string][]Reply{}, ended: make(chan struct{}),
	}
	routes := http.NewServeMux()
	for _, operation := range seam.Operations() {
		routes.HandleFunc(operation.Method+" "+operation.Path, s.handler(operation))
	}
	s.server = httptest.NewServer(routes)
	s.URL = s.server.URL
	return s
}

// Close ends the service and the clients that it made. It may be called again.
func (s *Server) Close() {
	s.end.Do(func() {
		close(s.ended)
		s.guard.Lock()
		clients := s.clients
		s.guard.Unlock()
		for _, client := range clients {
			_ = client.Close() // which only lets go of what is idle
		}
		s.server.Close()
	})
}

// On scripts an operation by its name in the contract, such as check_slos: each request takes the
// next reply, and the last one stays. What was scripted before is forgotten. It panics if there is no
// such operation, or no reply.
func (s *Server) On(operation string, replies ...Reply) {
	if seam.Operations()[operation] == nil || len(replies) == 0 {
		panic("slomonitortest: there is no operation " + strconv.Quote(operation) + ", or no reply to it")
	}
	s.guard.Lock()
	defer s.guard.Unlock()
	s.scripts[operation] = replies
}

// Asked is what was asked so far, in order.
func (s *Server) Asked() []Request {
	s.guard.Lock()
	defer s.guard.Unlock()
	return slices.Clone(s.asked)
}

// Client makes a client of this service that does not wait before it repeats a request or opens a
// stream again. It panics if the options are wrong. For one that waits there is slomonitor.New.
func (s *Server) Client(options ...slomonitor.Option) *slomonitor.Client {
	hasty := slomonitor.WithClock(hastyClock{})
	client, err := slomonitor.New(s.URL, append([]slomonitor.Option{hasty}, options...)...)
	if err != nil {
		panic(err)
	}
	s.guard.Lock()
	defer s.guard.Unlock()
	s.clients = append(s.clients, client)
	return client
}

func (s *Server) handler(operation *seam.Operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // who asked has gone
		}
		request := Request{
			Operation: operation.Name, ID: r.PathValue("id") + r.PathValue("name"),
			Query: r.URL.Query(), Header: r.Header,
		}
		if len(body) > 0 {
			request.Body = body
		}
		if reply := s.next(request); reply != nil {
			reply(s, w, r)
			return
		}
		s.fail("slomonitortest: %s was asked, and has no script", operation.Name)
		Problem(http.StatusNotFound, "NOT_FOUND", operation.Name+" has no script")(s, w, r)
	}
}

func (s *Server) next(request Request) Reply {
	s.guard.Lock()
	defer s.guard.Unlock()
	s.asked = append(s.asked, request)
	replies := s.scripts[request.Operation]
	if len(replies) == 0 {
		return nil
	}
	if len(replies) > 1 {
		s.scripts[request.Operation] = replies[1:]
	}
	return replies[0]
}

// hastyClock is on time, and never waits long.
type hastyClock struct{ seam.RealClock }

// Sleep waits for a moment only.
func (c hastyClock) Sleep(ctx context.Context, d time.Duration) error {
	return c.RealClock.Sleep(ctx, min(d, time.Millisecond))
}
