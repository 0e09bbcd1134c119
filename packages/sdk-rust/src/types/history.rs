//! Events, burn rates and the remaining budget over time.

use jiff::Timestamp;

use super::annotation::Annotation;
use super::status::Events;

message! {
    /// What the points cover, without a gap.
    Covered {
        /// Where the first point begins.
        start: Timestamp,
        /// Where the last point ends.
        end: Timestamp,
    }
}

message! {
    /// One bin of a history.
    Point {
        /// Where it truly begins.
        start: Timestamp,
        /// Where it truly ends.
        end: Timestamp,
        /// What happened in it.
        events: Events,
        /// Share of good events; null if nothing happened.
        sli: Option<f64>,
        /// 1 spends the budget in exactly one period; null if nothing happened.
        burn_rate: Option<f64>,
        /// Share of the present period's budget that was left at its end; null before that period.
        remaining_ratio: Option<f64>,
    }
}

message! {
    /// Events, burn rates and the remaining budget of an SLO over time.
    History {
        /// Id of the SLO.
        slo: String,
        /// The evaluation whose period and budget are shown.
        evaluated_at: Timestamp,
        /// Where what was asked for begins.
        start: Timestamp,
        /// Where it ends.
        end: Timestamp,
        /// As much of it as is known; null if nothing is.
        covered: Option<Covered>,
        /// Length of a bin, but for the first and the last; null if there are no points.
        step_seconds: Option<u64>,
        /// The shortest step that is kept of a time so long ago; null if there are no points.
        finest_step_seconds: Option<u64>,
        /// Whether the step is longer than the one asked for, since that is not kept.
        is_widened: bool,
        /// In order of time.
        points: Vec<Point>,
        /// What was noted of the SLO in that time, the last one first; at most 1,000.
        annotations: Vec<Annotation>,
    }
}
