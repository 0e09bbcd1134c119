package slomonitortest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
)

// Reply is what the service does with a request.
type Reply func(s *Server, w http.ResponseWriter, r *http.Request)

// Answer answers with a value of the package slomonitor, such as a *slomonitor.StatusDetail; nil:
// with nothing, as delete_exclusion does.
func Answer(value any) Reply {
	return func(s *Server, w http.ResponseWriter, _ *http.Request) {
		if value == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		s.write(w, http.StatusOK, "application/json", value)
	}
}

// Pending answers that a run is still being judged.
func Pending(checkID string) Reply {
	return func(s *Server, w http.ResponseWriter, _ *http.Request) {
		s.write(w, http.StatusAccepted, "application/json",
			slomonitor.CheckPending{CheckID: checkID, RetryAfterSeconds: 1})
	}
}

// Problem answers with an error of the service, such as 503 NOT_YET_EVALUATED.
func Problem(status int, code, detail string) Reply {
	return problem(status, code, detail, nil)
}

// ProblemOf answers that a field of the question is wrong, such as 422 INVALID_QUESTION of settle.
func ProblemOf(field string, status int, code, detail string) Reply {
	return problem(status, code, detail, map[string]any{"field": field})
}

// NotJudged answers that a run could not be judged, as the service does where Prometheus cannot be
// read: 502, or 504 with SOURCE_TIMEOUT, and the verdict under it.
func NotJudged(code string, verdict *slomonitor.Verdict) Reply {
	status := http.StatusBadGateway
	if code == "SOURCE_TIMEOUT" {
		status = http.StatusGatewayTimeout
	}
	return problem(status, code, verdict.Summary, map[string]any{"verdict": complete(verdict)})
}

func problem(status int, code, detail string, more map[string]any) Reply {
	body := map[string]any{
		"type": "about:blank", "title": http.StatusText(status), "status": status,
		"detail": detail, "code": code, "field": nil,
	}
	maps.Copy(body, more)
	return func(s *Server, w http.ResponseWriter, _ *http.Request) {
		s.write(w, status, "application/problem+json", body)
	}
}

// RetryAfter lets a reply say when to come back, in whole seconds.
func RetryAfter(wait time.Duration, reply Reply) Reply {
	return func(s *Server, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())))
		reply(s, w, r)
	}
}

// After waits before it replies.
func After(wait time.Duration, reply Reply) Reply {
	return func(s *Server, w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(wait):
			reply(s, w, r)
		case <-r.Context().Done():
		case <-s.ended:
		}
	}
}

// Break ends the connection without an answer.
func Break() Reply {
	return func(*Server, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
}

// Hang answers nothing until the client gives up.
func Hang() Reply {
	return func(s *Server, _ http.ResponseWriter, r *http.Request) { s.wait(r) }
}

// Events tells events, and ends the stream; a client opens it again.
func Events(events ...slomonitor.Event) Reply {
	return func(s *Server, w http.ResponseWriter, _ *http.Request) {
		streaming(w)
		for _, event := range events {
			s.tell(w, fmt.Sprintf("id: %d\nevent: %s\n", event.ID, event.Kind), event)
		}
	}
}

// Runs tells how a run of a plan goes on, and ends the stream.
func Runs(runs ...slomonitor.PlanRun) Reply {
	return func(s *Server, w http.ResponseWriter, _ *http.Request) {
		streaming(w)
		for _, run := range runs {
			s.tell(w, "event: PLAN_RUN_CHANGED\n", run)
		}
	}
}

// BreakAfter breaks the connection off after a reply, before its end: of a stream, what was told has
// come.
func BreakAfter(reply Reply) Reply {
	return func(s *Server, w http.ResponseWriter, r *http.Request) {
		begin(s, w, r, reply)
		panic(http.ErrAbortHandler)
	}
}

// HangAfter keeps the connection open after a reply until the client gives up, as a stream does on
// which nothing more happens.
func HangAfter(reply Reply) Reply {
	return func(s *Server, w http.ResponseWriter, r *http.Request) {
		begin(s, w, r, reply)
		s.wait(r)
	}
}

// begin sends a reply without its end.
func begin(s *Server, w http.ResponseWriter, r *http.Request, reply Reply) {
	reply(s, w, r)
	_ = http.NewResponseController(w).Flush() // the client may have gone
}

func streaming(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.WriteHeader(http.StatusOK)
}

func (s *Server) tell(w http.ResponseWriter, head string, value any) {
	_, _ = fmt.Fprintf(w, "%sdata: %s\n\n", head, s.written(value)) // the client may have gone
}

func (s *Server) write(w http.ResponseWriter, status int, form string, value any) {
	w.Header().Set("Content-Type", form)
	w.WriteHeader(status)
	_, _ = w.Write(s.written(value)) // the client may have gone
}

func (s *Server) written(value any) []byte {
	written, err := json.Marshal(complete(value))
	if err != nil {
		s.fail("slomonitortest: a reply cannot be written: %v", err)
	}
	return written
}

func (s *Server) wait(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-s.ended:
	}
}
