//! What an SLO is like at one evaluation time.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::definition::Definition;
use super::period::Period;
use super::word::{AlertReason, Basis, Counting, Data, IndicatorKind, Reason, Severity, State};

message! {
    /// Bounds of an SLI that had to be interpolated inside a bucket.
    Estimate {
        /// The SLI if every event in the bucket was bad.
        sli_low: f64,
        /// The SLI if every event in the bucket was good.
        sli_high: f64,
    }
}

message! {
    /// Events of a window.
    Events {
        /// Events that kept the promise.
        good: f64,
        /// Events that broke it.
        bad: f64,
        /// All events.
        total: f64,
    }
}

message! {
    /// What exclusions take out of the figures of the period.
    Excluded {
        /// Events that are in no other figure.
        events: Events,
        /// How much of the period is excluded.
        seconds: f64,
    }
}

message! {
    /// The bad events allowed in the period, and what became of them.
    Budget {
        /// How many bad events are allowed.
        events: f64,
        /// What the budget is a share of.
        basis: Basis,
        /// Share that is spent; above 1 when more than all of it is.
        consumed_ratio: Option<f64>,
        /// Share that is left; below 0 when more than all of it is spent.
        remaining_ratio: Option<f64>,
        /// When it is gone at the present rate; null if that is not foreseen.
        exhausts_at: Option<Timestamp>,
    }
}

message! {
    /// How fast a window spends the budget.
    BurnRate {
        /// Length of the window.
        window_seconds: u64,
        /// 1 spends the budget in exactly one period; null if it is not known.
        burn_rate: Option<f64>,
        /// What happened in the window; null if it is not known.
        events: Option<Events>,
    }
}

message! {
    /// A latency quantile as the bucket that holds it and the interpolation inside.
    Quantile {
        /// Which quantile, such as 0.95.
        quantile: f64,
        /// Interpolated; null in the bucket without an upper bound.
        value_seconds: Option<f64>,
        /// Lower bound of the bucket.
        low_seconds: f64,
        /// Upper bound of the bucket; null if it has none.
        high_seconds: Option<f64>,
    }
}

message! {
    /// The quantiles of a window.
    Latency {
        /// Length of the window.
        window_seconds: u64,
        /// When the window ended.
        evaluated_at: Timestamp,
        /// In ascending order.
        quantiles: Vec<Quantile>,
    }
}

message! {
    /// An alert of this SLO that fires.
    StatusAlert {
        /// Names the episode, from its begin to its end.
        id: String,
        /// Name of the condition.
        tier: String,
        /// Whom it calls.
        severity: Severity,
        /// Code of why it fires.
        reason: AlertReason,
        /// The evaluation in which it began.
        started_at: Timestamp,
        /// What was seen then, in a sentence.
        summary: String,
        /// The burn rate that both windows were at or above; null if it is not about burning.
        factor: Option<f64>,
        /// Shows that the matter is significant.
        long_window_seconds: Option<u64>,
        /// Shows that the matter is still going on.
        short_window_seconds: Option<u64>,
    }
}

message! {
    /// Statuses of one evaluation, by id.
    StatusList {
        /// Number of the step on the clock's grid; null if no service evaluated it.
        generation: Option<i64>,
        /// What the list is true for.
        evaluated_at: Timestamp,
        /// Ordered by id.
        slos: Vec<Status>,
        /// Ask with it for the next page; null on the last.
        next_cursor: Option<String>,
    }
}

/// Defines the two statuses, which differ in what the second shows besides.
macro_rules! statuses {
    ($($common:tt)*) => {
        message! {
            /// One SLO at one evaluation time. When `data` is STALE, NO_DATA or QUERY_ERROR, the
            /// figures of the period stand as of `data_until`, and those of the present are null.
            Status { $($common)* }
        }

        message! {
            /// A status with what it is read from.
            StatusDetail {
                $($common)*
        /// The SLO as its author wrote it.
        definition: Definition,
        /// The queries that read its events, as Prometheus is asked them.
        queries: Vec<String>,
            }
        }
    };
}

statuses! {
    /// The definition's name; for a group followed by `.` and 16 hex digits.
    id: String,
    /// Name of the definition.
    name: String,
    /// The service that makes the promise.
    service: String,
    /// The author's labels.
    labels: BTreeMap<String, String>,
    /// The label values of this group, empty if the definition is not grouped.
    group: BTreeMap<String, String>,
    /// What the SLO is about.
    indicator: IndicatorKind,
    /// Share of events that must be good.
    target: f64,
    /// The longest duration of a good event; null unless `indicator` is LATENCY.
    threshold_seconds: Option<f64>,
    /// What the promise is made over.
    period: Period,
    /// What the owner should make of it.
    state: State,
    /// How far the figures can be trusted.
    data: Data,
    /// Code of why `data` or `state` is what it is; null if all is well.
    reason: Option<Reason>,
    /// The same as a sentence.
    message: Option<String>,
    /// How the events were counted.
    counting: Counting,
    /// Where the counted period truly begins.
    start: Timestamp,
    /// Where it truly ends.
    end: Timestamp,
    /// Share of the period that has been read from Prometheus.
    covered_ratio: f64,
    /// Time of the earliest sample in the account.
    since: Option<Timestamp>,
    /// How far the figures reach; null if there are none.
    data_until: Option<Timestamp>,
    /// Share of good events over the period; null if nothing happened or nothing is known.
    sli: Option<f64>,
    /// Bounds of `sli` where it was interpolated; null where it was counted.
    estimate: Option<Estimate>,
    /// Events of the period, without those that are excluded.
    events: Option<Events>,
    /// What is excluded from the figures; null if nothing is.
    excluded: Option<Excluded>,
    /// The error budget of the period.
    budget: Option<Budget>,
    /// By ascending window.
    burn_rates: Vec<BurnRate>,
    /// Recent latency quantiles; null unless `indicator` is LATENCY and they are known.
    latency: Option<Latency>,
    /// The alerts that fire.
    alerts: Vec<StatusAlert>,
    /// What the status is true for.
    evaluated_at: Timestamp,
}
