//! An SLO as its author wrote it, and the status that shows it.

use std::collections::BTreeMap;

use super::indicator::Indicator;
use super::period::Period;
use super::word::{NoData, Severity};

message! {
    /// A condition on one label of a series.
    Matcher {
        /// Name of the label.
        label: String,
        /// As in PromQL: `=`, `!=`, `=~` or `!~`.
        operator: String,
        /// What the label is compared with; a regular expression is anchored at both ends.
        value: String,
    }
}

message! {
    /// The series of one metric whose labels meet every matcher.
    Selector {
        /// Name of the metric.
        metric: String,
        /// All of them must hold.
        matchers: Vec<Matcher>,
    }
}

message! {
    /// A burn-rate tier as it applies to this SLO.
    Tier {
        /// Name of the condition.
        name: String,
        /// Whom it calls.
        severity: Severity,
        /// Share of the budget that the long window may spend.
        budget_share: f64,
        /// The burn rate that both windows have to reach; it follows from the share.
        factor: f64,
        /// Shows that the matter is significant.
        long_window_seconds: u64,
        /// Shows that the matter is still going on.
        short_window_seconds: u64,
    }
}

message! {
    /// A tier that cannot mean anything for this SLO.
    DroppedTier {
        /// Name of the condition.
        name: String,
        /// Why not, in a sentence.
        reason: String,
    }
}

message! {
    /// When somebody is called.
    AlertPolicy {
        /// Tiers that are switched off.
        disable: Vec<String>,
        /// Events that a long window needs before its burn rate is trusted.
        min_events: f64,
        /// How long a condition must not have held for its alert to end.
        keep_firing_seconds: u64,
        /// A ticket is opened when a smaller share of the budget is left; null: it is not.
        budget_below: Option<f64>,
        /// A ticket is opened when samples are missing for so long; null: it is not.
        no_data_seconds: Option<u64>,
        /// The tiers that apply.
        tiers: Vec<Tier>,
        /// The tiers that do not apply although nobody switched them off.
        dropped: Vec<DroppedTier>,
    }
}

message! {
    /// How a gate treats the SLO.
    GatePolicy {
        /// The verdict where the state is unknown or nothing happened.
        no_data: NoData,
        /// The gate warns when a smaller share of the budget is left; null: it does not.
        warn_below: Option<f64>,
    }
}

message! {
    /// Where the definition was written.
    Origin {
        /// Name of the file.
        file: String,
        /// Line in it, from 1.
        line: u64,
    }
}

message! {
    /// An SLO as its author wrote it; with `group_by` it stands for one SLO per label set.
    Definition {
        /// Unique in the catalog.
        name: String,
        /// The service that makes the promise.
        service: String,
        /// The author's sentence, empty if there is none.
        description: String,
        /// The author's labels.
        labels: BTreeMap<String, String>,
        /// Labels that tell one SLO from its siblings; empty if the definition is one SLO.
        group_by: Vec<String>,
        /// The most label sets that become SLOs.
        max_groups: u64,
        /// Share of events that must be good; strictly between 0 and 1.
        target: f64,
        /// What the promise is made over.
        period: Period,
        /// How events are read from Prometheus.
        indicator: Indicator,
        /// When somebody is called.
        alerts: AlertPolicy,
        /// How a gate treats the SLO.
        gate: GatePolicy,
        /// Where help is written down.
        runbook: Option<String>,
        /// Where the definition was written.
        origin: Origin,
    }
}
