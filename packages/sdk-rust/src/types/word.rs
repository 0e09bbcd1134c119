//! The words of the contract: enums to which others may be added.

words! {
    /// What an SLO's owner should make of it.
    State {
        Healthy = "HEALTHY",
        AtRisk = "AT_RISK",
        Exhausted = "EXHAUSTED",
        Unknown = "UNKNOWN",
    }
}

words! {
    /// What an SLO is about.
    IndicatorKind {
        Latency = "LATENCY",
        Ratio = "RATIO",
    }
}

words! {
    /// How a period is measured.
    PeriodKind {
        Rolling = "ROLLING",
        Calendar = "CALENDAR",
    }
}

words! {
    /// The calendar periods that a promise can be made over; a week begins on Monday.
    CalendarUnit {
        Week = "WEEK",
        Month = "MONTH",
        Quarter = "QUARTER",
    }
}

words! {
    /// How far the figures can be trusted; in the last three they stand as of `data_until`.
    Data {
        Ok = "OK",
        ZeroTraffic = "ZERO_TRAFFIC",
        Stale = "STALE",
        NoData = "NO_DATA",
        QueryError = "QUERY_ERROR",
    }
}

words! {
    /// Why a status is not simply OK.
    Reason {
        Backfilling = "BACKFILLING",
        SnapshotExpired = "SNAPSHOT_EXPIRED",
        NoSeries = "NO_SERIES",
        SamplesStopped = "SAMPLES_STOPPED",
        NoEvents = "NO_EVENTS",
        ThresholdNotABound = "THRESHOLD_NOT_A_BOUND",
        SourceUnreachable = "SOURCE_UNREACHABLE",
        SourceTimeout = "SOURCE_TIMEOUT",
        SourceRejected = "SOURCE_REJECTED",
    }
}

words! {
    /// How the events were counted; see `docs/slo-math.md` for the bound of each.
    Counting {
        Exact = "EXACT",
        Aggregated = "AGGREGATED",
    }
}

words! {
    /// What the budget is a share of.
    Basis {
        Period = "PERIOD",
        PreviousPeriod = "PREVIOUS_PERIOD",
    }
}

words! {
    /// Whom an alert calls: somebody now, or somebody in working hours.
    Severity {
        Page = "PAGE",
        Ticket = "TICKET",
    }
}

words! {
    /// Why an alert changed its state.
    AlertReason {
        BurnRate = "BURN_RATE",
        BudgetBelow = "BUDGET_BELOW",
        NoData = "NO_DATA",
        Recovered = "RECOVERED",
        NotDefined = "NOT_DEFINED",
    }
}

words! {
    /// What a gate answers for an SLO whose state is unknown or that saw no traffic.
    NoData {
        Inconclusive = "INCONCLUSIVE",
        Fail = "FAIL",
        Pass = "PASS",
    }
}

words! {
    /// What happened.
    AnnotationKind {
        Deploy = "DEPLOY",
        Incident = "INCIDENT",
        Note = "NOTE",
    }
}

words! {
    /// How an interval is found.
    IntervalMethod {
        Wilson = "WILSON",
        ClopperPearson = "CLOPPER_PEARSON",
    }
}

words! {
    /// What a gate can answer. A client never takes a kind that it does not know for PASS.
    VerdictKind {
        Pass = "PASS",
        Warning = "WARNING",
        Fail = "FAIL",
        Inconclusive = "INCONCLUSIVE",
        Error = "ERROR",
    }
}

words! {
    /// The stable code behind a verdict; the first are of budgets, the last of runs.
    VerdictReason {
        BudgetLeft = "BUDGET_LEFT",
        BudgetExhausted = "BUDGET_EXHAUSTED",
        BudgetLow = "BUDGET_LOW",
        PageFiring = "PAGE_FIRING",
        AtRisk = "AT_RISK",
        EstimateStraddlesTarget = "ESTIMATE_STRADDLES_TARGET",
        NoTraffic = "NO_TRAFFIC",
        Stale = "STALE",
        NoData = "NO_DATA",
        QueryError = "QUERY_ERROR",
        Backfilling = "BACKFILLING",
        SnapshotExpired = "SNAPSHOT_EXPIRED",
        NoSlos = "NO_SLOS",
        AboveTarget = "ABOVE_TARGET",
        BelowTarget = "BELOW_TARGET",
        P95AboveThreshold = "P95_ABOVE_THRESHOLD",
        LatencyAboveThreshold = "LATENCY_ABOVE_THRESHOLD",
        Regressed = "REGRESSED",
        NoBaseline = "NO_BASELINE",
        TooFewEvents = "TOO_FEW_EVENTS",
        IntervalStraddlesTarget = "INTERVAL_STRADDLES_TARGET",
        EdgesStraddleTarget = "EDGES_STRADDLE_TARGET",
        NotSettled = "NOT_SETTLED",
        PartialData = "PARTIAL_DATA",
        UnknownLabel = "UNKNOWN_LABEL",
        SourceUnreachable = "SOURCE_UNREACHABLE",
        SourceTimeout = "SOURCE_TIMEOUT",
        SourceRejected = "SOURCE_REJECTED",
    }
}

words! {
    /// What a verdict judges: the budget as it stands, or the events of one run.
    Mode {
        Budget = "BUDGET",
        Run = "RUN",
    }
}

words! {
    /// The states that are told; an alert that is neither is inactive, and no alert.
    AlertState {
        Firing = "FIRING",
        Resolved = "RESOLVED",
    }
}

words! {
    /// Where an exclusion comes from.
    ExclusionSource {
        File = "FILE",
        Api = "API",
    }
}

words! {
    /// Whether a finding keeps the definitions from being used.
    FindingSeverity {
        Error = "ERROR",
        Warning = "WARNING",
    }
}

words! {
    /// What live listeners are told of.
    EventKind {
        SnapshotPublished = "SNAPSHOT_PUBLISHED",
        AlertChanged = "ALERT_CHANGED",
        PlanRunChanged = "PLAN_RUN_CHANGED",
    }
}

words! {
    /// What a listener can be told.
    ToldKind {
        SnapshotPublished = "SNAPSHOT_PUBLISHED",
        AlertChanged = "ALERT_CHANGED",
        Reset = "RESET",
        PlanRunChanged = "PLAN_RUN_CHANGED",
    }
}
