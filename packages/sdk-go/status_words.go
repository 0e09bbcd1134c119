package slomonitor

// State is what an SLO's owner should make of it.
type State string

// The words of State that are known.
const (
	StateHealthy   State = "HEALTHY"
	StateAtRisk    State = "AT_RISK"
	StateExhausted State = "EXHAUSTED"
	StateUnknown   State = "UNKNOWN"
)

// Data is how far the figures can be trusted; in the last three they stand as of DataUntil.
type Data string

// The words of Data that are known.
const (
	DataOK          Data = "OK"
	DataZeroTraffic Data = "ZERO_TRAFFIC"
	DataStale       Data = "STALE"
	DataNoData      Data = "NO_DATA"
	DataQueryError  Data = "QUERY_ERROR"
)

// Reason is why a status is not simply OK.
type Reason string

// The words of Reason that are known.
const (
	ReasonBackfilling        Reason = "BACKFILLING"
	ReasonSnapshotExpired    Reason = "SNAPSHOT_EXPIRED"
	ReasonNoSeries           Reason = "NO_SERIES"
	ReasonSamplesStopped     Reason = "SAMPLES_STOPPED"
	ReasonNoEvents           Reason = "NO_EVENTS"
	ReasonThresholdNotABound Reason = "THRESHOLD_NOT_A_BOUND"
	ReasonSourceUnreachable  Reason = "SOURCE_UNREACHABLE"
	ReasonSourceTimeout      Reason = "SOURCE_TIMEOUT"
	ReasonSourceRejected     Reason = "SOURCE_REJECTED"
)

// Counting is how the events were counted.
type Counting string

// The words of Counting that are known.
const (
	CountingExact      Counting = "EXACT"
	CountingAggregated Counting = "AGGREGATED"
)

// Basis is what the budget is a share of.
type Basis string

// The words of Basis that are known.
const (
	BasisPeriod         Basis = "PERIOD"
	BasisPreviousPeriod Basis = "PREVIOUS_PERIOD"
)
