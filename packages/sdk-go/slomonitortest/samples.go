package slomonitortest

import (
	"time"

	slomonitor "github.com/example/slo-monitor/packages/sdk-go"
)

// At is the time of the samples.
var At = time.Date(2026, time.November, 22, 15, 4, 30, 0, time.UTC)

// Status is a healthy SLO with a quarter of its budget spent, to be changed at will.
func Status(id string) *slomonitor.StatusDetail {
	sli, consumed, remaining, threshold := 0.9875, 0.25, 0.75, 0.3
	status := slomonitor.Status{
		ID: id, Name: id, Service: "checkout", Indicator: slomonitor.IndicatorKindLatency,
		Target: 0.95, ThresholdSeconds: &threshold, Period: rolling(),
		State: slomonitor.StateHealthy, Data: slomonitor.DataOK, Counting: slomonitor.CountingExact,
		Start: At.Add(-month), End: At, CoveredRatio: 1, DataUntil: &At, Sli: &sli,
		Events: &slomonitor.Events{Good: 9875, Bad: 125, Total: 10000},
		Budget: &slomonitor.Budget{
			Events: 500, Basis: slomonitor.BasisPeriod,
			ConsumedRatio: &consumed, RemainingRatio: &remaining,
		},
		EvaluatedAt: At,
	}
	return &slomonitor.StatusDetail{Status: status, Definition: definition(id, threshold)}
}

const month = 30 * 24 * time.Hour

func rolling() slomonitor.Period {
	return slomonitor.Period{
		Kind: slomonitor.PeriodKindRolling,
		Rolling: &slomonitor.RollingPeriod{
			Kind: slomonitor.PeriodKindRolling, Seconds: int(month.Seconds()),
		},
	}
}

func definition(name string, threshold float64) slomonitor.Definition {
	return slomonitor.Definition{
		Name: name, Service: "checkout", MaxGroups: 1000, Target: 0.95, Period: rolling(),
		Indicator: slomonitor.Indicator{
			Kind: slomonitor.IndicatorKindLatency,
			Latency: &slomonitor.LatencyIndicator{
				Kind:      slomonitor.IndicatorKindLatency,
				Histogram: "http_request_duration_seconds", ThresholdSeconds: threshold,
			},
		},
		Gate:   slomonitor.GatePolicy{NoData: slomonitor.VerdictKindInconclusive},
		Origin: slomonitor.Origin{File: "checkout.yaml", Line: 4},
	}
}

// reasons of the verdicts, one of those that each has.
var reasons = map[slomonitor.VerdictKind]slomonitor.VerdictReason{
	slomonitor.VerdictKindPass:         slomonitor.VerdictReasonBudgetLeft,
	slomonitor.VerdictKindWarning:      slomonitor.VerdictReasonBudgetLow,
	slomonitor.VerdictKindFail:         slomonitor.VerdictReasonBudgetExhausted,
	slomonitor.VerdictKindInconclusive: slomonitor.VerdictReasonNoData,
	slomonitor.VerdictKindError:        slomonitor.VerdictReasonSourceUnreachable,
}

// Verdict is a verdict of a kind on the budgets, to be changed at will.
func Verdict(kind slomonitor.VerdictKind, summary string) *slomonitor.Verdict {
	return &slomonitor.Verdict{
		SchemaVersion: 1, CheckID: "b3", Verdict: kind, Reason: reasons[kind],
		Summary: summary, Mode: slomonitor.ModeBudget, End: At,
		Data: slomonitor.VerdictData{ExpectedUntil: At},
	}
}

// Run is a run of a plan in a state, to be changed at will; unless it is RUNNING it has ended.
func Run(id, plan string, state slomonitor.PlanRunState) slomonitor.PlanRun {
	run := slomonitor.PlanRun{ID: id, Plan: plan, State: state, CreatedAt: At, CreatedBy: "ci"}
	if state != slomonitor.PlanRunStateRunning {
		run.EndedAt = &At
	}
	return run
}

// Published is the event that a step was evaluated.
func Published(id, generation int64) slomonitor.Event {
	return slomonitor.Event{
		ID: id, Kind: slomonitor.EventKindSnapshotPublished, At: &At, Generation: &generation,
	}
}
