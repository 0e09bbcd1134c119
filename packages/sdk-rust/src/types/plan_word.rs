//! The words of plans and their runs.

words! {
    /// What a step does.
    PlanStepKind {
        Load = "LOAD",
        Settle = "SETTLE",
        Wait = "WAIT",
        Check = "CHECK",
        Http = "HTTP",
    }
}

words! {
    /// What a check judges.
    CheckScope {
        Run = "RUN",
        Budget = "BUDGET",
    }
}

words! {
    /// How a URL is called.
    HttpMethod {
        Get = "GET",
        Post = "POST",
    }
}

words! {
    /// When a URL is called.
    When {
        Passed = "PASSED",
        Always = "ALWAYS",
    }
}

words! {
    /// How far a run has come.
    PlanRunState {
        Running = "RUNNING",
        Finished = "FINISHED",
        Cancelled = "CANCELLED",
        Interrupted = "INTERRUPTED",
    }
}

words! {
    /// How far a step has come; it FAILED if it speaks against the run.
    PlanStepState {
        Pending = "PENDING",
        Running = "RUNNING",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Skipped = "SKIPPED",
        Cancelled = "CANCELLED",
    }
}

words! {
    /// The stable code behind the verdict of a run: the first are of plans, the others of checks.
    PlanRunReason {
        LoadThresholdsCrossed = "LOAD_THRESHOLDS_CROSSED",
        LoadFailed = "LOAD_FAILED",
        HttpFailed = "HTTP_FAILED",
        CheckFailed = "CHECK_FAILED",
        StepFailed = "STEP_FAILED",
        TimedOut = "TIMED_OUT",
        Cancelled = "CANCELLED",
        Interrupted = "INTERRUPTED",
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
