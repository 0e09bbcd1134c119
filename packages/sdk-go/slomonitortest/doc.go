// Package slomonitortest is a service for tests of programs that ask SLO Monitor: it answers over
// HTTP what it is told to, and remembers what it was asked. It evaluates nothing.
//
//	server := slomonitortest.NewServer(t)
//	server.On("check_slos",
//		slomonitortest.Problem(503, "NOT_YET_EVALUATED", "Nothing was evaluated yet."),
//		slomonitortest.Answer(slomonitortest.Verdict(slomonitor.VerdictKindFail, "No budget is left.")))
//	ship(server.Client()) // asks twice, and is told FAIL
//
// Replies are made of each other: BreakAfter(Events(…)) is a stream that breaks off, and
// RetryAfter(time.Minute, Problem(…)) a service that says when to come back.
package slomonitortest
