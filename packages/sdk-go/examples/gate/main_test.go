package main

import (
	"context"
	"strings"
	"testing"
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
	"github.com/example/slo-monitor/packages/sdk-go/slomonitortest"
)

// gated is how the command exits, and what it says.
func gated(t *testing.T, url string, arguments ...string) (code int, out, problems string) {
	t.Helper()
	t.Setenv("SLO_MONITOR_URL", url)
	t.Setenv("SLO_MONITOR_TOKEN", "slom_0badc0de_ffff")
	var said, wrong strings.Builder
	code = gate(context.Background(), arguments, &said, &wrong)
	return code, said.String(), wrong.String()
}

func TestItExitsAsTheVerdictSays(t *testing.T) {
	codes := map[slomonitor.VerdictKind]int{
		slomonitor.VerdictKindPass: 0, slomonitor.VerdictKindWarning: 0, slomonitor.VerdictKindFail: 1,
		slomonitor.VerdictKindInconclusive: 3, slomonitor.VerdictKindError: 4, "NOT_KNOWN_YET": 3,
	}
	server := slomonitortest.NewServer(t)
	for kind, wanted := range codes {
		server.On("check_slos", slomonitortest.Answer(slomonitortest.Verdict(kind, "It is so.")))
		code, out, _ := gated(t, server.URL, "checkout-latency")
		if code != wanted || out != string(kind)+" It is so.\n" {
			t.Errorf("of %s it exits with %d, and says %q", kind, code, out)
		}
	}
	asked := server.Asked()[0]
	if string(asked.Body) != `{"slos":["checkout-latency"]}` ||
		asked.Header.Get("Authorization") != "Bearer slom_0badc0de_ffff" {
		t.Errorf("it asked %s", asked.Body)
	}
}

func TestItExitsAsTheErrorSays(t *testing.T) {
	cases := map[string]struct {
		reply slomonitortest.Reply
		code  int
	}{
		"a wrong token":  {slomonitortest.Problem(401, "UNAUTHENTICATED", "No such key."), 2},
		"an unknown SLO": {slomonitortest.Problem(404, "UNKNOWN_SLO", "No such SLO."), 2},
		"a wrong time":   {slomonitortest.ProblemOf("end", 422, "INVALID_QUESTION", "It is later."), 2},
		"too many asked": {slomonitortest.RetryAfter(time.Minute, slomonitortest.Problem(429, "RATE_LIMITED", "Later.")), 4},
		"no Prometheus": {slomonitortest.RetryAfter(time.Minute, slomonitortest.NotJudged("SOURCE_UNREACHABLE",
			slomonitortest.Verdict(slomonitor.VerdictKindError, "It is away."))), 4},
		"a failure": {slomonitortest.Problem(500, "INTERNAL", "It failed."), 4},
	}
	server := slomonitortest.NewServer(t)
	for name, c := range cases {
		server.On("check_slos", c.reply)
		if code, _, problems := gated(t, server.URL); code != c.code || problems == "" {
			t.Errorf("of %s it exits with %d, and says %q", name, code, problems)
		}
	}
}

func TestItAsksAboutTheRunBetweenTwoTimes(t *testing.T) {
	server := slomonitortest.NewServer(t)
	server.On("check_slos", slomonitortest.Pending("b3"))
	code, out, _ := gated(t, server.URL, "-start", "2026-11-22T15:00:00Z",
		"-end", "2026-11-22T15:05:00Z", "-settle", "60s", "a", "b")
	const wanted = `{"slos":["a","b"],"start":"2026-11-22T15:00:00Z","end":"2026-11-22T15:05:00Z","settle":60}`
	if body := string(server.Asked()[0].Body); body != wanted {
		t.Error(body)
	}
	if code != 3 || !strings.Contains(out, "b3") {
		t.Errorf("of what is pending it exits with %d, and says %q", code, out)
	}
}

func TestACommandLineThatIsWrongIsToldAndAsksNothing(t *testing.T) {
	for _, arguments := range [][]string{{"-start", "yesterday"}, {"-wrong"}} {
		code, _, problems := gated(t, "http://127.0.0.1:1", arguments...)
		if code != 2 || !strings.Contains(problems, "-start") {
			t.Errorf("of %v it exits with %d, and says %q", arguments, code, problems)
		}
	}
	if code, _, problems := gated(t, ""); code != 2 || !strings.Contains(problems, "URL") {
		t.Errorf("without a URL it exits with %d, and says %q", code, problems)
	}
	if code, _, _ := gated(t, "", "-help"); code != 0 {
		t.Errorf("of -help it exits with %d", code)
	}
}
