//! The operations, words and parameters are those of the contract, all of them and no others.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{json, text};
use crate::operation::{ALL, Operation};
use crate::types::*;

fn known(name: &str) -> &'static Operation {
    ALL.iter().find(|operation| operation.name == name).expect(name)
}

fn method(operation: &Operation) -> String {
    format!("{:?}", operation.method).to_uppercase()
}

#[test]
fn every_operation_is_there_under_its_names() {
    let file = json("operations.json");
    let expected = file["operations"].as_array().unwrap();
    let names: BTreeSet<_> = expected.iter().map(|each| each["name"].as_str().unwrap()).collect();
    assert_eq!(ALL.iter().map(|each| each.name).collect::<BTreeSet<_>>(), names);
    assert_eq!(ALL.len(), names.len());
    for each in expected {
        let operation = known(each["name"].as_str().unwrap());
        assert_eq!(operation.call, each["grpc"], "{}", operation.name);
        assert_eq!(operation.is_repeatable, each["repeatable"], "{}", operation.name);
        let is_it =
            |way: &&Value| way["method"] == method(operation) && way["path"] == operation.path;
        assert!(
            each["rest"].as_array().unwrap().iter().any(|way| is_it(&way)),
            "{}",
            operation.name
        );
        let reads = each["writes"] == "NEVER";
        assert_eq!(operation.reads, reads, "{}", operation.name);
    }
}

#[test]
fn every_operation_has_a_method_of_its_name_whose_text_names_it() {
    let client = include_str!("../calls.rs");
    for operation in ALL {
        let at = client.find(&format!("fn {}(", operation.name)).expect(operation.name);
        let about = client[..at].rsplit("\n\n").next().unwrap();
        let named =
            format!("`{} {}`, gRPC `{}`.", method(operation), operation.path, operation.call);
        assert!(about.contains(&named), "{} does not say {named}", operation.name);
    }
}

#[test]
fn every_operation_is_in_openapi_and_nothing_else_is() {
    let file = json("openapi.json");
    let others: Vec<_> = json("operations.json")["http_only"].as_array().unwrap().clone();
    let is_other = |verb: &str, path: &str| {
        others.iter().any(|each| each["method"] == verb && each["path"] == path)
    };
    for (path, ways) in file["paths"].as_object().unwrap() {
        for verb in ways.as_object().unwrap().keys().map(|verb| verb.to_uppercase()) {
            let is_ours = ALL.iter().any(|each| each.path == path && method(each) == verb);
            let is_check_by_get = path == "/slo/check" && verb == "GET";
            assert!(is_ours || is_check_by_get || is_other(&verb, path), "{verb} {path}");
        }
    }
}

#[test]
fn every_call_of_the_proto_is_there() {
    let proto = text("proto/slo_monitor/v1/slo_monitor.proto");
    let calls: BTreeSet<_> = proto
        .lines()
        .filter_map(|line| line.trim().strip_prefix("rpc ")?.split('(').next())
        .collect();
    assert_eq!(calls, ALL.iter().map(|each| each.call).collect());
}

#[test]
fn what_only_names_something_does_so_in_the_first_field() {
    let proto = text("proto/slo_monitor/v1/slo_monitor.proto");
    for call in [
        "GetSlo",
        "GetCheck",
        "GetAnnotation",
        "DeleteExclusion",
        "GetPlan",
        "GetPlanRun",
        "CancelPlanRun",
        "ListenToPlanRun",
    ] {
        let member = if call == "GetPlan" { "name" } else { "id" };
        let message = format!("message {call}Request {{\n  string {member} = 1;\n}}");
        assert!(proto.contains(&message), "{message}");
    }
    for answer in ["CheckSlosResponse", "GetCheckResponse"] {
        let (_, rest) = proto.split_once(&format!("message {answer} {{")).unwrap();
        let (body, _) = rest.split_once("\n}").unwrap();
        assert!(body.contains("Verdict verdict = 1;"), "{answer}");
        assert!(body.contains("CheckPending check_pending = 2;"), "{answer}");
    }
}

/// What the client leaves out, and why.
const LEFT_OUT: [(&str, &str); 2] = [
    (
        "fail_status",
        "it is for callers that see nothing but a status: here the verdict is given back",
    ),
    ("fail_on", "as with fail_status"),
];

/// The members of a question that has everything said.
fn members(name: &str, whole: &Value) -> BTreeSet<String> {
    macro_rules! read {
        ($($operation:literal => $kind:ty),* $(,)?) => {
            match name {
                $($operation => {
                    let question: $kind = serde_json::from_value(whole.clone())
                        .unwrap_or_else(|error| panic!("{name}: {error}"));
                    serde_json::to_value(question).unwrap()
                })*
                _ => whole.clone(),
            }
        };
    }
    let written = read! {
        "list_slos" => ListSlos, "get_slo_history" => GetSloHistory, "check_slos" => CheckQuestion,
        "list_checks" => ListChecks, "list_alerts" => ListAlerts,
        "list_alert_history" => ListAlertHistory, "list_annotations" => ListAnnotations,
        "add_annotation" => AnnotationNote, "list_exclusions" => ListExclusions,
        "create_exclusion" => ExclusionQuestion, "list_plans" => ListPlans, "run_plan" => RunPlan,
        "list_plan_runs" => ListPlanRuns, "validate_definitions" => ValidationQuestion,
        "listen_to_events" => ListenToEvents,
    };
    assert_eq!(written, *whole, "{name}");
    written.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn everything_that_can_be_asked_can_be_said() {
    let file = json("openapi.json");
    let mut left_out = BTreeSet::new();
    for operation in ALL {
        let spec = &file["paths"][operation.path][method(operation).to_lowercase()];
        let (mut whole, mut query) = (serde_json::Map::new(), BTreeSet::new());
        for parameter in spec["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            match parameter["in"].as_str().unwrap() {
                "header" if name == "Idempotency-Key" => {
                    assert!(operation.is_repeatable, "{}", operation.name);
                    whole.insert("idempotency_key".to_owned(), "k1".into());
                }
                "header" => assert_eq!(name, "Last-Event-ID"), // after_id says the same
                _ if LEFT_OUT.iter().any(|(one, _)| *one == name) => {
                    left_out.insert(name);
                }
                place => {
                    whole.insert(
                        name.to_owned(),
                        super::fields::sample(&file, &parameter["schema"]),
                    );
                    if place == "query" {
                        query.insert(name);
                    }
                }
            }
        }
        if let Some(body) = spec.pointer("/requestBody/content/application~1json/schema") {
            let Value::Object(body) = super::fields::sample(&file, body) else { panic!() };
            whole.extend(body);
        }
        assert_eq!(query, operation.query.iter().copied().collect(), "{}", operation.name);
        members(operation.name, &Value::Object(whole));
    }
    assert_eq!(left_out, LEFT_OUT.into_iter().map(|(name, _)| name).collect());
}

#[test]
fn every_word_is_known() {
    macro_rules! known {
        ($($name:ident),* $(,)?) => {
            BTreeMap::from([$((stringify!($name), $name::WORDS)),*])
        };
    }
    let words = known! {
        AlertReason, AlertState, AnnotationKind, Basis, CalendarUnit, CheckScope, Counting, Data,
        EventKind, ExclusionSource, FindingSeverity, HttpMethod, IndicatorKind, IntervalMethod, Mode,
        NoData, PeriodKind, PlanRunReason, PlanRunState, PlanStepKind, PlanStepState, Reason, Severity,
        State, ToldKind, VerdictKind, VerdictReason, When,
    };
    let proto = text("proto/slo_monitor/v1/slo_monitor.proto");
    let mut found = BTreeMap::new();
    for part in proto.split("\nenum ").skip(1) {
        let (name, rest) = part.split_once(" {").unwrap();
        let (body, _) = rest.split_once("\n}").unwrap();
        let values: Vec<_> = body.split_whitespace().filter(|word| word.contains('_')).collect();
        let prefix = values[0].strip_suffix("UNSPECIFIED").unwrap();
        let each = values[1..].iter().map(|value| value.strip_prefix(prefix).unwrap());
        found.insert(name, each.collect::<Vec<_>>());
    }
    let words: BTreeMap<_, _> =
        words.into_iter().map(|(name, words)| (name, words.to_vec())).collect();
    assert_eq!(words, found);
}

#[cfg(feature = "grpc")]
#[test]
fn the_messages_of_grpc_are_generated_from_this_proto() {
    let proto = text("proto/slo_monitor/v1/slo_monitor.proto");
    let generated = include_str!("../grpc/generated.rs");
    for (keyword, of) in [("message ", "struct"), ("enum ", "enum")] {
        let names = proto.lines().filter_map(|line| line.strip_prefix(keyword)?.split(' ').next());
        for name in names {
            assert!(generated.contains(&format!("pub {of} {name} {{")), "{name}: ./generate.sh");
        }
    }
}
