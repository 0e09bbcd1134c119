package slomonitor

import "encoding/json"

// Indicator is how events are read from Prometheus: the one of its parts that Kind names. Both are
// nil if the kind is one that this version does not know.
type Indicator struct {
	Kind    IndicatorKind     `json:"kind"`
	Latency *LatencyIndicator `union:"LATENCY"`
	Ratio   *RatioIndicator   `union:"RATIO"`
}

// MarshalJSON writes the part that is there, as the service does.
func (i Indicator) MarshalJSON() ([]byte, error) {
	switch {
	case i.Latency != nil:
		return json.Marshal(i.Latency)
	case i.Ratio != nil:
		return json.Marshal(i.Ratio)
	}
	return json.Marshal(map[string]IndicatorKind{"kind": i.Kind})
}

// LatencyIndicator counts an event as good when its duration is at or under the threshold.
type LatencyIndicator struct {
	Kind IndicatorKind `json:"kind"`
	// Name of the histogram, without `_bucket`.
	Histogram string `json:"histogram"`
	// Which of its series count.
	Matchers []Matcher `json:"matchers"`
	// The longest duration of a good event.
	ThresholdSeconds float64 `json:"threshold_seconds"`
	// Whether interpolation is accepted where the threshold is no bucket bound.
	Estimate bool `json:"estimate"`
}

// RatioIndicator has one counter for all events, another for the good or the bad ones among them.
type RatioIndicator struct {
	Kind IndicatorKind `json:"kind"`
	// What counts all events.
	Total Selector `json:"total"`
	// What counts the good ones, nil if the bad ones are counted.
	Good *Selector `json:"good"`
	// What counts the bad ones, nil if the good ones are counted.
	Bad *Selector `json:"bad"`
}

// Selector is the series of one metric whose labels meet every matcher.
type Selector struct {
	// Name of the metric.
	Metric string `json:"metric"`
	// All of them must hold.
	Matchers []Matcher `json:"matchers"`
}

// Matcher is a condition on one label of a series.
type Matcher struct {
	// Name of the label.
	Label string `json:"label"`
	// As in PromQL: `=`, `!=`, `=~` or `!~`.
	Operator string `json:"operator"`
	// What the label is compared with; a regular expression is anchored at both ends.
	Value string `json:"value"`
}

// IndicatorKind is what an SLO is about.
type IndicatorKind string

// The words of IndicatorKind that are known.
const (
	IndicatorKindLatency IndicatorKind = "LATENCY"
	IndicatorKindRatio   IndicatorKind = "RATIO"
)
