//! What a gate is asked: about budgets, or about a run.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::no_data::LowerCase;
use super::seconds::Seconds;
use super::word::{IntervalMethod, NoData};

question! {
    /// The interval of the share of good events must lie on one side of the target.
    ConfidenceAsked as ConfidenceAsked () {
        /// How sure the interval is.
        level: Option<f64> => set level (f64);
        /// How the interval is found.
        method: Option<IntervalMethod> => set method (IntervalMethod);
    }
}

question! {
    /// What the run is compared to: a check, the last pass, or another time.
    BaselineQuestion as BaselineQuestion () {
        /// What this check counted.
        check_id: Option<String> => text check_id;
        /// For each SLO, the last run that it passed before this one.
        last_pass: Option<bool> => set last_pass (bool);
        /// Where the other time begins.
        start: Option<Timestamp> => set start (Timestamp);
        /// Where the other time ends.
        end: Option<Timestamp> => set end (Timestamp);
        /// So long a time, directly before the run.
        window: Option<Seconds> => made window (Duration);
        /// One of the labels of the other time; those of the run if there is none.
        r#match: BTreeMap<String, String> => put match_label;
    }
}

question! {
    /// What counts as a regression against the baseline.
    RegressionAsked as RegressionAsked () {
        /// How sure the one-sided test has to be.
        level: Option<f64> => set level (f64);
        /// By how much more the share of bad events must be larger.
        min_difference: Option<f64> => set min_difference (f64);
    }
}

question! {
    /// What to judge; with a `window`, or a `start`, a run and not the budgets.
    ///
    /// ```
    /// use std::time::Duration;
    /// use slo_monitor::types::CheckQuestion;
    ///
    /// let budgets = CheckQuestion::new().slos(["checkout-latency"]);
    /// let run = CheckQuestion::new().window(Duration::from_secs(300)).match_label("version", "1.42");
    /// ```
    CheckQuestion as CheckSlosRequest () {
        /// Ids of SLOs, or definitions' names for all their groups; every SLO if nobody says. None at
        /// all is refused: a script whose variable is empty does not mean every SLO.
        slos: Option<Vec<String>> => some slos;
        /// When the run began.
        start: Option<Timestamp> => set start (Timestamp);
        /// When it ended; now if left out.
        end: Option<Timestamp> => set end (Timestamp);
        /// The run was so long, up to now; not with `start` and `end`.
        window: Option<Seconds> => made window (Duration);
        /// One of the labels that the series of the run have, and no others.
        r#match: BTreeMap<String, String> => put match_label;
        /// Wait at most so long until the newest sample has passed the end.
        settle: Option<Seconds> => made settle (Duration);
        /// False: answer at once with a [`CheckPending`](super::CheckPending) to ask for.
        wait: Option<bool> => set wait (bool);
        /// False: the verdict is given and not kept, and never the last pass; for a look at a run that
        /// goes on.
        keep: Option<bool> => set keep (bool);
        /// With fewer events the run is INCONCLUSIVE.
        min_events: Option<f64> => set min_events (f64);
        /// Decide by an interval; by the counts themselves if left out.
        confidence: Option<ConfidenceAsked> => set confidence (ConfidenceAsked);
        /// Compare the run to this.
        baseline: Option<BaselineQuestion> => set baseline (BaselineQuestion);
        /// What counts as worse than the baseline.
        regression: Option<RegressionAsked> => set regression (RegressionAsked);
        /// What nothing to judge means; as each definition says if left out.
        no_data: Option<LowerCase> => made no_data (NoData);
        /// One of the SLOs that are judged and shown, and do not count in the verdict.
        informational: Vec<String> => add informational (String);
    }
    aside {
        /// The same question about a run under the same key is answered once. One is made up for a run
        /// that is kept if nobody gives one.
        idempotency_key: Option<String> => text idempotency_key;
    }
}
