//! Which method a question is asked through; the same text for both clients.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Reads a question from its members.
///
/// Ends the program if they are none: who wrote them is wrong.
pub fn question<Q: DeserializeOwned>(members: &Map<String, Value>) -> Q {
    serde_json::from_value(Value::Object(members.clone()))
        .unwrap_or_else(|error| wrong(&error.to_string()))
}

/// Reads what a question names.
pub fn named<'a>(members: &'a Map<String, Value>, member: &str) -> &'a str {
    members.get(member).and_then(Value::as_str).unwrap_or_else(|| wrong(&format!("no {member}")))
}

/// Writes an answer.
pub fn answer<A: Serialize>(answer: A) -> Value {
    serde_json::to_value(answer).unwrap_or_else(|error| wrong(&error.to_string()))
}

/// Ends the program: its input is wrong.
pub fn wrong(message: &str) -> ! {
    eprintln!("driver: {message}");
    std::process::exit(2)
}

/// Asks a client; `$wait` is what makes an answer of what a method gives.
#[macro_export]
macro_rules! ask {
    ($client:expr, $asked:expr, $($wait:tt)*) => {{
        use $crate::asking::{answer, named, question, wrong};
        let (client, with) = (&$client, &$asked.with);
        match $asked.call.as_str() {
            "list_slos" => client.list_slos(question(with))$($wait)*.map(answer),
            "get_slo" => client.get_slo(named(with, "id"))$($wait)*.map(answer),
            "get_slo_history" => {
                client.get_slo_history(question::<slo_monitor::types::GetSloHistory>(with))$($wait)*.map(answer)
            }
            "check_slos" => client.check_slos(question(with))$($wait)*.map(answer),
            "list_checks" => client.list_checks(question(with))$($wait)*.map(answer),
            "get_check" => client.get_check(named(with, "id"))$($wait)*.map(answer),
            "list_alerts" => client.list_alerts(question(with))$($wait)*.map(answer),
            "list_alert_history" => client.list_alert_history(question(with))$($wait)*.map(answer),
            "list_annotations" => client.list_annotations(question(with))$($wait)*.map(answer),
            "add_annotation" => client.add_annotation(question(with))$($wait)*.map(answer),
            "get_annotation" => client.get_annotation(named(with, "id"))$($wait)*.map(answer),
            "list_exclusions" => client.list_exclusions(question(with))$($wait)*.map(answer),
            "create_exclusion" => client.create_exclusion(question(with))$($wait)*.map(answer),
            "delete_exclusion" => client.delete_exclusion(named(with, "id"))$($wait)*.map(answer),
            "list_plans" => client.list_plans(question(with))$($wait)*.map(answer),
            "get_plan" => client.get_plan(named(with, "name"))$($wait)*.map(answer),
            "run_plan" => {
                client.run_plan(question::<slo_monitor::types::RunPlan>(with))$($wait)*.map(answer)
            }
            "list_plan_runs" => client.list_plan_runs(question(with))$($wait)*.map(answer),
            "get_plan_run" => client.get_plan_run(named(with, "id"))$($wait)*.map(answer),
            "cancel_plan_run" => client.cancel_plan_run(named(with, "id"))$($wait)*.map(answer),
            "validate_definitions" => client.validate_definitions(question(with))$($wait)*.map(answer),
            "definition_schema" => client.definition_schema()$($wait)*.map(answer),
            other => wrong(&format!("there is no operation {other}")),
        }
    }};
}

/// Asks a client for the items of all pages; `$collect` makes a list of what a method gives.
#[macro_export]
macro_rules! ask_all {
    ($client:expr, $asked:expr, $($collect:tt)*) => {{
        use $crate::asking::{answer, question, wrong};
        let (client, with) = (&$client, &$asked.with);
        match $asked.call.as_str() {
            "list_slos" => client.all_slos(question(with))$($collect)*.map(answer),
            "list_checks" => client.all_checks(question(with))$($collect)*.map(answer),
            "list_alerts" => client.all_alerts(question(with))$($collect)*.map(answer),
            "list_alert_history" => client.all_alert_history(question(with))$($collect)*.map(answer),
            "list_annotations" => client.all_annotations(question(with))$($collect)*.map(answer),
            "list_exclusions" => client.all_exclusions(question(with))$($collect)*.map(answer),
            "list_plans" => client.all_plans(question(with))$($collect)*.map(answer),
            "list_plan_runs" => client.all_plan_runs(question(with))$($collect)*.map(answer),
            other => wrong(&format!("{other} has no pages")),
        }
    }};
}
