//! Questions for lists, for a history, and for what happens.

use jiff::Timestamp;

use super::word::{AlertState, EventKind, Severity, State};

question! {
    /// Which SLOs to list, and how much of it.
    ListSlos as ListSlosRequest () {
        /// Only SLOs of this service.
        service: Option<String> => text service;
        /// Only SLOs in this state.
        state: Option<State> => set state (State);
        /// Only SLOs with this label and value, as `label:value`; all must hold.
        label: Vec<String> => add label (String);
        /// The most SLOs to answer with.
        limit: Option<u64> => set limit (u64);
        /// `next_cursor` of the page before.
        cursor: Option<String> => text cursor;
    }
}

question! {
    /// Which SLO's past to show.
    GetSloHistory as GetSloHistoryRequest (id: String) {
        /// Where it begins; as long before the end as the period is, if left out.
        start: Option<Timestamp> => set start (Timestamp);
        /// Where it ends; now, if left out.
        end: Option<Timestamp> => set end (Timestamp);
        /// Length of a bin in seconds; one that gives about 300 points, if left out.
        step: Option<u64> => set step (u64);
    }
}

question! {
    /// How many verdicts to list, and from where on.
    ListChecks as ListChecksRequest () {
        /// The most to answer with.
        limit: Option<u64> => set limit (u64);
        /// `next_cursor` of the page before.
        cursor: Option<String> => text cursor;
    }
}

question! {
    /// Which alerts to list.
    ListAlerts as ListAlertsRequest () {
        /// Only of this SLO; an id, or a definition's name for all its groups.
        slo: Option<String> => text slo;
        /// Only of this service's SLOs.
        service: Option<String> => text service;
        /// Only of this condition.
        tier: Option<String> => text tier;
        /// Only what calls these people.
        severity: Option<Severity> => set severity (Severity);
        /// The most to answer with.
        limit: Option<u64> => set limit (u64);
        /// What is over stands in `/alerts/history?state=RESOLVED`.
        state: Option<AlertState> => set state (AlertState);
        /// Only SLOs with this label and value, as `label:value`; all must hold.
        label: Vec<String> => add label (String);
        /// `next_cursor` of the page before.
        cursor: Option<String> => text cursor;
    }
}

question! {
    /// Which changes to list.
    ListAlertHistory as ListAlertHistoryRequest () {
        /// Only of this SLO; an id, or a definition's name for all its groups.
        slo: Option<String> => text slo;
        /// Only of this service's SLOs.
        service: Option<String> => text service;
        /// Only of this condition.
        tier: Option<String> => text tier;
        /// Only what calls these people.
        severity: Option<Severity> => set severity (Severity);
        /// The most to answer with.
        limit: Option<u64> => set limit (u64);
        /// Only changes into this state.
        state: Option<AlertState> => set state (AlertState);
        /// Only changes at or after this time.
        start: Option<Timestamp> => set start (Timestamp);
        /// Only changes before this time.
        end: Option<Timestamp> => set end (Timestamp);
        /// `next_cursor` of the page before.
        cursor: Option<String> => text cursor;
    }
}

question! {
    /// Which annotations to list, and how many.
    ListAnnotations as ListAnnotationsRequest () {
        /// Only what happened, or was not over, at or after this time.
        start: Option<Timestamp> => set start (Timestamp);
        /// Only what began before this time.
        end: Option<Timestamp> => set end (Timestamp);
        /// Only what belongs to the SLO of this id.
        slo: Option<String> => text slo;
        /// Only what has this label and value itself, as `label:value`.
        label: Vec<String> => add label (String);
        /// The most to answer with.
        limit: Option<u64> => set limit (u64);
        /// `next_cursor` of the page before.
        cursor: Option<String> => text cursor;
    }
}

question! {
    /// How much to list.
    ListExclusions as ListExclusionsRequest () {
        /// The most exclusions to answer with.
        limit: Option<u64> => set limit (u64);
        /// `next_cursor` of the page before.
        cursor: Option<String> => text cursor;
    }
}

question! {
    /// How many plans to list, and from where on.
    ListPlans as ListPlansRequest () {
        /// The most plans to answer with.
        limit: Option<u64> => set limit (u64);
        /// `next_cursor` of the page before.
        cursor: Option<String> => text cursor;
    }
}

question! {
    /// Which runs to list, and how many.
    ListPlanRuns as ListPlanRunsRequest () {
        /// Only runs of the plan of this name.
        plan: Option<String> => text plan;
        /// The most runs to answer with.
        limit: Option<u64> => set limit (u64);
        /// `next_cursor` of the page before.
        cursor: Option<String> => text cursor;
    }
}

question! {
    /// Where to begin, and what to be told.
    ListenToEvents as ListenToEventsRequest () {
        /// Go on after this event; left out: with what happens from now on.
        after_id: Option<i64> => set after_id (i64);
        /// Only events of this kind; all if none.
        kind: Vec<EventKind> => add kind (EventKind);
    }
}

question! {
    /// The one of this id.
    ById as GetSloRequest (id: String) {}
}

question! {
    /// The one of this name.
    ByName as GetPlanRequest (name: String) {}
}

question! {
    /// Nothing needs to be said.
    Nothing as DefinitionSchemaRequest () {}
}

impl<T: Into<String>> From<T> for GetSloHistory {
    fn from(id: T) -> Self {
        Self::new(id)
    }
}
