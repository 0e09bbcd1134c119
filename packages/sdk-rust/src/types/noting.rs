//! Questions that write, and the one about definition files.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::word::AnnotationKind;

question! {
    /// What happened.
    AnnotationNote as AddAnnotationRequest (
        kind: AnnotationKind,
        text: String
    ) {
        /// When it happened, or began; just now if left out.
        start: Option<Timestamp> => set start (Timestamp);
        /// When it ended, if it lasted.
        end: Option<Timestamp> => set end (Timestamp);
        /// One of the labels that an SLO must have, each of them, among `service`, labels and group; it
        /// belongs to every SLO if there are none.
        labels: BTreeMap<String, String> => put label;
    }
    aside {
        /// The same note under the same key is kept once. One is made up if nobody gives one.
        idempotency_key: Option<String> => text idempotency_key;
    }
}

question! {
    /// An exclusion that is asked for: `end`, or `rrule` with `duration_seconds`.
    ExclusionQuestion as CreateExclusionRequest (
        start: Timestamp,
        reason: String
    ) {
        /// One of the names of definitions it applies to.
        slos: Vec<String> => add slo (String);
        /// One of the labels that an SLO must have, each of them, among its service, labels and group.
        labels: BTreeMap<String, String> => put label;
        /// True: it applies to every SLO.
        all: Option<bool> => set all (bool);
        /// When it ends; it may lie in the past.
        end: Option<Timestamp> => set end (Timestamp);
        /// How it recurs (RFC 5545), such as FREQ=WEEKLY;BYDAY=SU.
        rrule: Option<String> => text rrule;
        /// How long each occurrence lasts.
        duration_seconds: Option<u64> => set duration_seconds (u64);
        /// IANA name of the time zone of the rule; UTC by default.
        timezone: Option<String> => text timezone;
    }
}

question! {
    /// A run of a plan that is asked for.
    RunPlan as RunPlanRequest (name: String) {}
    aside {
        /// Under the same key a run is begun once. One is made up if nobody gives one.
        idempotency_key: Option<String> => text idempotency_key;
    }
}

question! {
    /// A definition file that is only proposed: what findings call it, and its text.
    ProposedFile as ProposedFile (path: String, content: String) {}
}

question! {
    /// Definition files as they would stand beside each other, and nothing else in the catalog.
    ValidationQuestion as ValidateDefinitionsRequest () {
        /// One of the files, in any order.
        files: Vec<ProposedFile> => add file (ProposedFile);
        /// The most findings.
        limit: Option<u64> => set limit (u64);
    }
}

impl<T: Into<String>> From<T> for RunPlan {
    fn from(name: T) -> Self {
        Self::new(name)
    }
}
