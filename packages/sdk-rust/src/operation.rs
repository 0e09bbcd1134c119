//! Every operation of the contract, and what it is called on each transport.

/// How HTTP asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// It reads.
    Get,
    /// It writes, or has a question too long for a URL.
    Post,
    /// It takes away.
    Delete,
}

/// What can be asked.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Its name in `operations.json`, and that of the client's method.
    pub name: &'static str,
    /// Its name in the proto.
    #[cfg_attr(not(any(feature = "grpc", test)), expect(dead_code, reason = "gRPC asks by it"))]
    pub call: &'static str,
    /// How HTTP asks.
    pub method: Method,
    /// Where HTTP asks; what stands between braces is a member of the question.
    pub path: &'static str,
    /// Members that HTTP writes into the query; all others are of the body.
    pub query: &'static [&'static str],
    /// Whether asking changes nothing; of a check, whether it does depends on the question.
    pub reads: bool,
    /// Whether it takes an idempotency key.
    pub is_repeatable: bool,
}

const PAGE: &[&str] = &["limit", "cursor"];

macro_rules! operations {
    ($($constant:ident: $name:literal, $call:literal, $method:ident $path:literal, $query:expr, $reads:literal, $repeatable:literal;)*) => {
        $(pub(crate) static $constant: Operation = Operation {
            name: $name,
            call: $call,
            method: Method::$method,
            path: $path,
            query: $query,
            reads: $reads,
            is_repeatable: $repeatable,
        };)*

        /// All of them.
        #[cfg(test)]
        pub(crate) static ALL: &[&Operation] = &[$(&$constant),*];
    };
}

operations! {
    LIST_SLOS: "list_slos", "ListSlos", Get "/slos",
        &["service", "state", "label", "limit", "cursor"], true, false;
    GET_SLO: "get_slo", "GetSlo", Get "/slos/{id}", &[], true, false;
    GET_SLO_HISTORY: "get_slo_history", "GetSloHistory", Get "/slos/{id}/history",
        &["start", "end", "step"], true, false;
    CHECK_SLOS: "check_slos", "CheckSlos", Post "/slo/check", &[], false, true;
    LIST_CHECKS: "list_checks", "ListChecks", Get "/slo/checks", PAGE, true, false;
    GET_CHECK: "get_check", "GetCheck", Get "/slo/checks/{id}", &[], true, false;
    LIST_ALERTS: "list_alerts", "ListAlerts", Get "/alerts",
        &["slo", "service", "tier", "severity", "limit", "state", "label", "cursor"], true, false;
    LIST_ALERT_HISTORY: "list_alert_history", "ListAlertHistory", Get "/alerts/history",
        &["slo", "service", "tier", "severity", "limit", "state", "start", "end", "cursor"], true,
        false;
    LIST_ANNOTATIONS: "list_annotations", "ListAnnotations", Get "/annotations",
        &["start", "end", "slo", "label", "limit", "cursor"], true, false;
    ADD_ANNOTATION: "add_annotation", "AddAnnotation", Post "/annotations", &[], false, true;
    GET_ANNOTATION: "get_annotation", "GetAnnotation", Get "/annotations/{id}", &[], true, false;
    LIST_EXCLUSIONS: "list_exclusions", "ListExclusions", Get "/exclusions", PAGE, true, false;
    CREATE_EXCLUSION: "create_exclusion", "CreateExclusion", Post "/exclusions", &[], false, false;
    DELETE_EXCLUSION: "delete_exclusion", "DeleteExclusion", Delete "/exclusions/{id}", &[], false,
        false;
    LIST_PLANS: "list_plans", "ListPlans", Get "/plans", PAGE, true, false;
    GET_PLAN: "get_plan", "GetPlan", Get "/plans/{name}", &[], true, false;
    RUN_PLAN: "run_plan", "RunPlan", Post "/plans/{name}/runs", &[], false, true;
    LIST_PLAN_RUNS: "list_plan_runs", "ListPlanRuns", Get "/plan-runs",
        &["plan", "limit", "cursor"], true, false;
    GET_PLAN_RUN: "get_plan_run", "GetPlanRun", Get "/plan-runs/{id}", &[], true, false;
    CANCEL_PLAN_RUN: "cancel_plan_run", "CancelPlanRun", Post "/plan-runs/{id}/cancel", &[], false,
        false;
    LISTEN_TO_PLAN_RUN: "listen_to_plan_run", "ListenToPlanRun", Get "/plan-runs/{id}/events", &[],
        true, false;
    VALIDATE_DEFINITIONS: "validate_definitions", "ValidateDefinitions",
        Post "/definitions/validate", &[], true, false;
    DEFINITION_SCHEMA: "definition_schema", "DefinitionSchema", Get "/definitions/schema", &[],
        true, false;
    LISTEN_TO_EVENTS: "listen_to_events", "ListenToEvents", Get "/events", &["after_id", "kind"],
        true, false;
}
