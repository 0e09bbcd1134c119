//! How events are read from Prometheus.

use serde::Serialize;

use super::definition::{Matcher, Selector};
use super::reading::{Absent, Lacking, needed};
use super::word::IndicatorKind;

/// How events are read from Prometheus.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind")]
#[non_exhaustive]
pub enum Indicator {
    /// An event is good when its duration is at or under the threshold.
    #[serde(rename = "LATENCY")]
    Latency(LatencyIndicator),
    /// One counter counts all events, another the good or the bad ones among them.
    #[serde(rename = "RATIO")]
    Ratio(RatioIndicator),
}

/// An event is good when its duration is at or under the threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LatencyIndicator {
    /// Name of the histogram, without `_bucket`.
    pub histogram: String,
    /// Which of its series count.
    pub matchers: Vec<Matcher>,
    /// The longest duration of a good event.
    pub threshold_seconds: f64,
    /// Whether interpolation is accepted where the threshold is no bucket bound.
    pub estimate: bool,
}

/// One counter counts all events, another the good or the bad ones among them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RatioIndicator {
    /// What counts all events.
    pub total: Selector,
    /// What counts the good ones; none if the bad ones are counted.
    pub good: Option<Selector>,
    /// What counts the bad ones; none if the good ones are counted.
    pub bad: Option<Selector>,
}

message! {
    @hidden
    /// What an indicator of any kind may have.
    Parts as Indicator {
        kind: IndicatorKind,
        histogram: Option<String>,
        matchers: Vec<Matcher>,
        threshold_seconds: Option<f64>,
        estimate: Option<bool>,
        total: Option<Selector>,
        good: Option<Selector>,
        bad: Option<Selector>,
    }
}

impl Absent for Indicator {}

impl TryFrom<Parts> for Indicator {
    type Error = Lacking;

    fn try_from(parts: Parts) -> Result<Self, Lacking> {
        Ok(match parts.kind {
            IndicatorKind::Latency => Self::Latency(LatencyIndicator {
                histogram: needed(parts.histogram, "histogram")?,
                matchers: parts.matchers,
                threshold_seconds: needed(parts.threshold_seconds, "threshold_seconds")?,
                estimate: needed(parts.estimate, "estimate")?,
            }),
            IndicatorKind::Ratio => Self::Ratio(RatioIndicator {
                total: needed(parts.total, "total")?,
                good: parts.good,
                bad: parts.bad,
            }),
            IndicatorKind::Other(_) => return Err(Lacking::unknown("kind")),
        })
    }
}

by_parts! { Indicator from Parts }
