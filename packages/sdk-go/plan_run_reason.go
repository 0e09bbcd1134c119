package slomonitor

// PlanRunReason is the stable code behind the verdict of a run: the first are of plans, the others
// of checks.
type PlanRunReason string

// The words of PlanRunReason that are known.
const (
	PlanRunReasonLoadThresholdsCrossed   PlanRunReason = "LOAD_THRESHOLDS_CROSSED"
	PlanRunReasonLoadFailed              PlanRunReason = "LOAD_FAILED"
	PlanRunReasonHTTPFailed              PlanRunReason = "HTTP_FAILED"
	PlanRunReasonCheckFailed             PlanRunReason = "CHECK_FAILED"
	PlanRunReasonStepFailed              PlanRunReason = "STEP_FAILED"
	PlanRunReasonTimedOut                PlanRunReason = "TIMED_OUT"
	PlanRunReasonCancelled               PlanRunReason = "CANCELLED"
	PlanRunReasonInterrupted             PlanRunReason = "INTERRUPTED"
	PlanRunReasonBudgetLeft              PlanRunReason = "BUDGET_LEFT"
	PlanRunReasonBudgetExhausted         PlanRunReason = "BUDGET_EXHAUSTED"
	PlanRunReasonBudgetLow               PlanRunReason = "BUDGET_LOW"
	PlanRunReasonPageFiring              PlanRunReason = "PAGE_FIRING"
	PlanRunReasonAtRisk                  PlanRunReason = "AT_RISK"
	PlanRunReasonEstimateStraddlesTarget PlanRunReason = "ESTIMATE_STRADDLES_TARGET"
	PlanRunReasonNoTraffic               PlanRunReason = "NO_TRAFFIC"
	PlanRunReasonStale                   PlanRunReason = "STALE"
	PlanRunReasonNoData                  PlanRunReason = "NO_DATA"
	PlanRunReasonQueryError              PlanRunReason = "QUERY_ERROR"
	PlanRunReasonBackfilling             PlanRunReason = "BACKFILLING"
	PlanRunReasonSnapshotExpired         PlanRunReason = "SNAPSHOT_EXPIRED"
	PlanRunReasonNoSlos                  PlanRunReason = "NO_SLOS"
	PlanRunReasonAboveTarget             PlanRunReason = "ABOVE_TARGET"
	PlanRunReasonBelowTarget             PlanRunReason = "BELOW_TARGET"
	PlanRunReasonP95AboveThreshold       PlanRunReason = "P95_ABOVE_THRESHOLD"
	PlanRunReasonLatencyAboveThreshold   PlanRunReason = "LATENCY_ABOVE_THRESHOLD"
	PlanRunReasonRegressed               PlanRunReason = "REGRESSED"
	PlanRunReasonNoBaseline              PlanRunReason = "NO_BASELINE"
	PlanRunReasonTooFewEvents            PlanRunReason = "TOO_FEW_EVENTS"
	PlanRunReasonIntervalStraddlesTarget PlanRunReason = "INTERVAL_STRADDLES_TARGET"
	PlanRunReasonEdgesStraddleTarget     PlanRunReason = "EDGES_STRADDLE_TARGET"
	PlanRunReasonNotSettled              PlanRunReason = "NOT_SETTLED"
	PlanRunReasonPartialData             PlanRunReason = "PARTIAL_DATA"
	PlanRunReasonUnknownLabel            PlanRunReason = "UNKNOWN_LABEL"
	PlanRunReasonSourceUnreachable       PlanRunReason = "SOURCE_UNREACHABLE"
	PlanRunReasonSourceTimeout           PlanRunReason = "SOURCE_TIMEOUT"
	PlanRunReasonSourceRejected          PlanRunReason = "SOURCE_REJECTED"
)
