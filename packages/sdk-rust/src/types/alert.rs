//! Alerts that fire, and how they changed.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::annotation::Annotation;
use super::word::{AlertReason, AlertState, Severity};

message! {
    /// One group's part of a definition's bad events.
    Share {
        /// The label values of the group.
        group: BTreeMap<String, String>,
        /// Share of the bad events in the long window that happened in it.
        bad_ratio: f64,
    }
}

message! {
    /// What is known at a time; null where it is not, or does not apply.
    Evidence {
        /// Burn rate of the long window.
        long_burn_rate: Option<f64>,
        /// Burn rate of the short window.
        short_burn_rate: Option<f64>,
        /// Share of the budget that is left; below 0 when more than all of it is spent.
        remaining_ratio: Option<f64>,
        /// When the budget is gone at the present rate; null if that is not foreseen.
        exhausts_at: Option<Timestamp>,
        /// How far the figures reach.
        data_until: Option<Timestamp>,
    }
}

message! {
    /// Somebody told an Alertmanager not to notify of an alert for a while.
    Silence {
        /// Names it at that Alertmanager.
        id: String,
        /// Why.
        comment: String,
        /// Who.
        created_by: String,
        /// Until when.
        ends_at: Timestamp,
    }
}

message! {
    /// An alert that fires.
    Alert {
        /// Id of the SLO.
        slo: String,
        /// Name of the definition.
        name: String,
        /// The service that makes the promise.
        service: String,
        /// The author's labels.
        labels: BTreeMap<String, String>,
        /// The label values of the group, empty if the definition is not grouped.
        group: BTreeMap<String, String>,
        /// Name of the condition.
        tier: String,
        /// Whom it calls.
        severity: Severity,
        /// The burn rate that both windows were at or above; null if it is not about burning.
        factor: Option<f64>,
        /// Shows that the matter is significant.
        long_window_seconds: Option<u64>,
        /// Shows that the matter is still going on.
        short_window_seconds: Option<u64>,
        /// The groups of the definition with the most bad events when it began.
        worst: Vec<Share>,
        /// What was noted of the SLO in the hour before it began, the last of that.
        after: Option<Annotation>,
        /// Where help is written down.
        runbook: Option<String>,
        /// The evaluation in which it began.
        started_at: Timestamp,
        /// Names the episode, from its begin to its end.
        id: String,
        /// Whether it fires.
        state: AlertState,
        /// Code of why it fires.
        reason: AlertReason,
        /// What was seen when it began, in a sentence.
        summary: String,
        /// What was known when it began.
        then: Evidence,
        /// What is known now.
        now: Evidence,
        /// The silences that keep it from calling somebody.
        silenced_by: Vec<Silence>,
    }
}

message! {
    /// The alerts that fire, by id.
    AlertList {
        /// Number of the step on the clock's grid.
        generation: i64,
        /// What the list is true for.
        evaluated_at: Timestamp,
        /// Whether that is too long ago: the alerts fire as they did then, and what is now is null.
        is_expired: bool,
        /// Ordered by id.
        alerts: Vec<Alert>,
        /// Ask with it for the next page; null on the last.
        next_cursor: Option<String>,
    }
}

message! {
    /// What became of telling a receiver.
    Delivery {
        /// Who is told.
        receiver: String,
        /// How far that is: `PENDING`, or what became of it; more words may come.
        state: String,
        /// How often it was tried.
        attempts: u64,
        /// Why the last attempt failed; null if none did.
        last_error: Option<String>,
    }
}

message! {
    /// A change of an alert's state.
    Transition {
        /// Id of the SLO.
        slo: String,
        /// Name of the definition.
        name: String,
        /// The service that makes the promise.
        service: String,
        /// The author's labels.
        labels: BTreeMap<String, String>,
        /// The label values of the group, empty if the definition is not grouped.
        group: BTreeMap<String, String>,
        /// Name of the condition.
        tier: String,
        /// Whom it calls.
        severity: Severity,
        /// The burn rate that both windows were at or above; null if it is not about burning.
        factor: Option<f64>,
        /// Shows that the matter is significant.
        long_window_seconds: Option<u64>,
        /// Shows that the matter is still going on.
        short_window_seconds: Option<u64>,
        /// The groups of the definition with the most bad events when it began.
        worst: Vec<Share>,
        /// What was noted of the SLO in the hour before it began, the last of that.
        after: Option<Annotation>,
        /// Where help is written down.
        runbook: Option<String>,
        /// The evaluation in which it began.
        started_at: Timestamp,
        /// Names the change: who has heard of it once need not hear of it again.
        id: String,
        /// Id of the alert.
        alert: String,
        /// What it became.
        state: AlertState,
        /// Code of why it changed.
        reason: AlertReason,
        /// The evaluation in which it changed.
        at: Timestamp,
        /// What was seen then, in a sentence.
        summary: String,
        /// What was known then.
        evidence: Evidence,
        /// What became of telling it, by receiver; empty if nobody has to be told.
        deliveries: Vec<Delivery>,
    }
}

message! {
    /// How alerts changed.
    TransitionList {
        /// In the order in which they were stored, the last one first.
        transitions: Vec<Transition>,
        /// Ask with it for the next page; null on the last.
        next_cursor: Option<String>,
    }
}
