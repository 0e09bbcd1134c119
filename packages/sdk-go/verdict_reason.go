package slomonitor

// VerdictReason is the stable code behind a verdict; the first are of budgets, the last of runs.
type VerdictReason string

// The words of VerdictReason that are known.
const (
	VerdictReasonBudgetLeft              VerdictReason = "BUDGET_LEFT"
	VerdictReasonBudgetExhausted         VerdictReason = "BUDGET_EXHAUSTED"
	VerdictReasonBudgetLow               VerdictReason = "BUDGET_LOW"
	VerdictReasonPageFiring              VerdictReason = "PAGE_FIRING"
	VerdictReasonAtRisk                  VerdictReason = "AT_RISK"
	VerdictReasonEstimateStraddlesTarget VerdictReason = "ESTIMATE_STRADDLES_TARGET"
	VerdictReasonNoTraffic               VerdictReason = "NO_TRAFFIC"
	VerdictReasonStale                   VerdictReason = "STALE"
	VerdictReasonNoData                  VerdictReason = "NO_DATA"
	VerdictReasonQueryError              VerdictReason = "QUERY_ERROR"
	VerdictReasonBackfilling             VerdictReason = "BACKFILLING"
	VerdictReasonSnapshotExpired         VerdictReason = "SNAPSHOT_EXPIRED"
	VerdictReasonNoSlos                  VerdictReason = "NO_SLOS"
	VerdictReasonAboveTarget             VerdictReason = "ABOVE_TARGET"
	VerdictReasonBelowTarget             VerdictReason = "BELOW_TARGET"
	VerdictReasonP95AboveThreshold       VerdictReason = "P95_ABOVE_THRESHOLD"
	VerdictReasonLatencyAboveThreshold   VerdictReason = "LATENCY_ABOVE_THRESHOLD"
	VerdictReasonRegressed               VerdictReason = "REGRESSED"
	VerdictReasonNoBaseline              VerdictReason = "NO_BASELINE"
	VerdictReasonTooFewEvents            VerdictReason = "TOO_FEW_EVENTS"
	VerdictReasonIntervalStraddlesTarget VerdictReason = "INTERVAL_STRADDLES_TARGET"
	VerdictReasonEdgesStraddleTarget     VerdictReason = "EDGES_STRADDLE_TARGET"
	VerdictReasonNotSettled              VerdictReason = "NOT_SETTLED"
	VerdictReasonPartialData             VerdictReason = "PARTIAL_DATA"
	VerdictReasonUnknownLabel            VerdictReason = "UNKNOWN_LABEL"
	VerdictReasonSourceUnreachable       VerdictReason = "SOURCE_UNREACHABLE"
	VerdictReasonSourceTimeout           VerdictReason = "SOURCE_TIMEOUT"
	VerdictReasonSourceRejected          VerdictReason = "SOURCE_REJECTED"
)
