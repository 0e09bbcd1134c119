//! Plans and their runs.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::plan_word::{
    CheckScope, HttpMethod, PlanRunReason, PlanRunState, PlanStepKind, PlanStepState, When,
};
use super::verdict::Location;
use super::word::VerdictKind;

message! {
    /// A step of a plan; fields that its kind does not have are null or empty.
    PlanStep {
        /// What it does.
        kind: PlanStepKind,
        /// The same in a sentence.
        title: String,
        /// LOAD: the k6 script.
        script: Option<String>,
        /// LOAD: virtual users at a time.
        vus: Option<u64>,
        /// LOAD, WAIT: how long it lasts.
        duration_seconds: Option<f64>,
        /// LOAD: names of the variables that the script is given; their values are not shown.
        env: Vec<String>,
        /// LOAD: it has failed after so long.
        max_time_seconds: Option<f64>,
        /// SETTLE: how long samples are waited for at most.
        max_wait_seconds: Option<f64>,
        /// CHECK: what is judged; empty: every SLO.
        slos: Vec<String>,
        /// CHECK: RUN judges the time since the load began, BUDGET the budgets as they stand.
        scope: Option<CheckScope>,
        /// CHECK of a RUN: with fewer events it is INCONCLUSIVE.
        min_events: Option<f64>,
        /// CHECK of a RUN: the level of the interval that decides; null: the counts themselves do.
        confidence: Option<f64>,
        /// CHECK of a RUN: labels that its series have.
        r#match: BTreeMap<String, String>,
        /// HTTP: what is called, without the query, which may hold a secret.
        url: Option<String>,
        /// HTTP: how it is called.
        method: Option<HttpMethod>,
        /// HTTP: the status that it must answer; null: any 2xx.
        expect_status: Option<u64>,
        /// HTTP: it must answer within this time.
        timeout_seconds: Option<f64>,
        /// HTTP: PASSED: only if nothing speaks against the run; ALWAYS: in any case.
        when: Option<When>,
    }
}

message! {
    /// How far a step of a run has come.
    PlanRunStep {
        /// Its place in the plan, from 1.
        number: u64,
        /// What it does.
        kind: PlanStepKind,
        /// How far it has come; FAILED if it speaks against the run.
        state: PlanStepState,
        /// When it began; null before.
        started_at: Option<Timestamp>,
        /// When it ended; null before, or if it was skipped.
        ended_at: Option<Timestamp>,
        /// What it came to, or why it was skipped, in a sentence; null before.
        message: Option<String>,
        /// The verdict of a CHECK; that of a RUN can be asked for under this id.
        check_id: Option<String>,
        /// What a CHECK answered; null before, and for other kinds.
        check_verdict: Option<VerdictKind>,
        /// How much of it is done, by the time that it takes; null where that cannot be told.
        progress_ratio: Option<f64>,
    }
}

message! {
    /// One run of a plan.
    PlanRun {
        /// Names it.
        id: String,
        /// The name of the plan, which may have changed since.
        plan: String,
        /// How far it has come; INTERRUPTED: the service ended while it ran.
        state: PlanRunState,
        /// What it ended in; null while it runs.
        verdict: Option<VerdictKind>,
        /// The stable code behind the verdict: of the plan, or that of the check that decided.
        reason: Option<PlanRunReason>,
        /// The verdict in a sentence; null while it runs.
        summary: Option<String>,
        /// When it was asked for.
        created_at: Timestamp,
        /// Who asked for it: the name of a key, or `loopback`.
        created_by: String,
        /// When its first step began; null before.
        started_at: Option<Timestamp>,
        /// When it ended; null while it runs.
        ended_at: Option<Timestamp>,
        /// How much of it is done, by the time that its steps take; null if it was stopped.
        progress_ratio: Option<f64>,
        /// In order.
        steps: Vec<PlanRunStep>,
    }
}

message! {
    /// A list of steps that ends in a verdict.
    Plan {
        /// Unique among plans.
        name: String,
        /// What it is for; empty if nobody said.
        description: String,
        /// In order.
        steps: Vec<PlanStep>,
        /// Whether it may be begun while another run of it is under way.
        overlap: bool,
        /// After so long a run of it has taken too long; null: it may take what its steps take.
        timeout_seconds: Option<f64>,
        /// Where it was written.
        location: Option<Location>,
        /// The run that was begun last, of those that are kept.
        last_run: Option<PlanRun>,
    }
}

message! {
    /// The plans in force.
    PlanList {
        /// Ordered by name.
        plans: Vec<Plan>,
        /// Ask with it for the next page; null on the last.
        next_cursor: Option<String>,
    }
}

message! {
    /// Runs of plans that are kept.
    PlanRunList {
        /// The one that was begun last first.
        runs: Vec<PlanRun>,
        /// Ask with it for the next page; null on the last.
        next_cursor: Option<String>,
    }
}
