//! What a gate answers.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::status::{BurnRate, Estimate, Events};
use super::word::{IntervalMethod, Mode, VerdictKind, VerdictReason};

message! {
    /// How fresh and how complete the data under a verdict is.
    VerdictData {
        /// How far the data should reach by the clock.
        expected_until: Timestamp,
        /// Where the data of the least fresh SLO ends; null if one of them has none.
        newest_sample: Option<Timestamp>,
        /// The least share of a period or run that is known; null if there is none.
        covered_ratio: Option<f64>,
    }
}

message! {
    /// The interval in which the true share of good events lies.
    Confidence {
        /// How it was found.
        method: IntervalMethod,
        /// How sure that is.
        level: f64,
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
    }
}

message! {
    /// The latency quantile beside a verdict.
    LatencyResult {
        /// Which quantile.
        quantile: f64,
        /// Interpolated; null in the bucket without an upper bound.
        value_seconds: Option<f64>,
        /// Lower bound of its bucket.
        low_seconds: f64,
        /// Upper bound of its bucket; null if it has none.
        high_seconds: Option<f64>,
        /// The longest duration of a good event.
        threshold_seconds: f64,
    }
}

message! {
    /// What is left of the budget.
    BudgetResult {
        /// Share of the budget that is left; null if it is not known.
        remaining_ratio: Option<f64>,
    }
}

message! {
    /// What a run was compared to, and how it compares.
    BaselineResult {
        /// The check that counted it; null if it was counted for this one.
        check_id: Option<String>,
        /// Where what was counted begins.
        start: Timestamp,
        /// Where it ends.
        end: Timestamp,
        /// Share of good events then.
        sli: Option<f64>,
        /// What was counted.
        events: Option<Events>,
        /// By how much the share of bad events is larger now.
        difference: f64,
        /// How probable that is, or more, if nothing has changed.
        p_value: f64,
        /// Whether that counts as a regression.
        regressed: bool,
    }
}

message! {
    /// Where a definition is written.
    Location {
        /// The file, below the folder that definitions are read from.
        file: String,
        /// The line, from 1.
        line: u64,
    }
}

message! {
    /// The verdict on one SLO.
    SloResult {
        /// Id of the SLO.
        slo: String,
        /// The label values that tell it from its siblings; empty if it is not grouped.
        group: BTreeMap<String, String>,
        /// The answer for this SLO.
        verdict: VerdictKind,
        /// Code of the reason.
        reason: VerdictReason,
        /// Share of good events; null if it is not known.
        sli: Option<f64>,
        /// Share of events that must be good.
        target: f64,
        /// What was judged; null if it is not known.
        events: Option<Events>,
        /// Bounds of the share where it had to be estimated; else null.
        estimate: Option<Estimate>,
        /// The interval that decided; null unless one was asked for.
        confidence: Option<Confidence>,
        /// Of a run, the quantile that the target is about; of a budget, the 95th percentile of the
        /// last minutes. Null if it is not known, or no latency SLO.
        latency: Option<LatencyResult>,
        /// The error budget of the period; null if it is not known.
        budget: Option<BudgetResult>,
        /// By ascending window.
        burn_rates: Vec<BurnRate>,
        /// What a run was compared to; null if to nothing.
        baseline: Option<BaselineResult>,
        /// What reads the events, one query to a line.
        query: Option<String>,
        /// Where what was counted really begins: of a run, the last look before it; null if
        /// unknown.
        start: Option<Timestamp>,
        /// Where it really ends: of a run, the last look in it; null if unknown.
        end: Option<Timestamp>,
        /// Whether this result does not count in the verdict.
        informational: bool,
        /// Where the definition is written; null if it was read from no file.
        location: Option<Location>,
        /// The reason as a sentence.
        message: String,
    }
}

message! {
    /// A gate's answer over every SLO asked for; the worst of the results.
    Verdict {
        /// Stays 1 while only additions are made.
        schema_version: u64,
        /// Of a run, the name under which it is kept; of budgets, it follows from the evaluation
        /// and the question.
        check_id: String,
        /// The answer; treat an unknown value as anything but PASS.
        verdict: VerdictKind,
        /// Code of the reason for the worst result.
        reason: VerdictReason,
        /// The answer as a sentence.
        summary: String,
        /// BUDGET judges the budgets as they stand, RUN the events of a time.
        mode: Mode,
        /// Where the run, or the earliest judged period, begins; null if there is no SLO.
        start: Option<Timestamp>,
        /// Where the run or the judged periods end.
        end: Timestamp,
        /// Labels that the series of the run have.
        r#match: BTreeMap<String, String>,
        /// How fresh and complete the data is.
        data: VerdictData,
        /// By id of the SLO.
        results: Vec<SloResult>,
    }
}

message! {
    /// A check of a run that is not over.
    CheckPending {
        /// Ask for it by this.
        check_id: String,
        /// When to ask again.
        retry_after_seconds: f64,
    }
}

message! {
    /// A verdict on a run, without its results.
    CheckSummary {
        /// Names it.
        check_id: String,
        /// The answer.
        verdict: VerdictKind,
        /// Code of the reason for the worst result.
        reason: VerdictReason,
        /// The answer as a sentence.
        summary: String,
        /// Where the run begins.
        start: Timestamp,
        /// Where it ends.
        end: Timestamp,
        /// Labels that its series have.
        r#match: BTreeMap<String, String>,
        /// When it was asked for.
        created_at: Timestamp,
        /// Who asked.
        created_by: String,
    }
}

message! {
    /// Verdicts on runs, the one that was asked for last first.
    CheckList {
        /// By when they were asked for, the last first.
        checks: Vec<CheckSummary>,
        /// Ask with it for the next page; null on the last.
        next_cursor: Option<String>,
    }
}
