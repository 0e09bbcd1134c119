//! Figures that follow from counts.

use serde_json::{Value, json};

use super::cases;
use crate::burn::{Target, budget, burn_rate, factor, sli};

const NEAR: f64 = 1e-12;

fn figures(function: &str, input: &Value) -> Value {
    let number = |name: &str| input[name].as_f64().unwrap();
    let target = || input["target"].as_str().unwrap().parse::<Target>().unwrap();
    match function {
        "sli" => json!({"sli": sli(number("good"), number("total"))}),
        "burn_rate" => json!({"burn_rate": burn_rate(target(), number("good"), number("total"))}),
        "budget" => {
            let previous = input["previous_total"].as_f64();
            let found = budget(target(), number("good"), number("total"), previous);
            json!({
                "events": found.events,
                "basis": found.basis,
                "consumed_ratio": found.consumed_ratio,
                "remaining_ratio": found.remaining_ratio,
            })
        }
        "factor" => json!({
            "factor": factor(number("budget_share"), number("period_seconds"), number("long_window_seconds")),
        }),
        other => panic!("{other}"),
    }
}

fn is_near(found: &Value, expected: &Value) -> bool {
    match (found.as_f64(), expected.as_f64()) {
        (Some(found), Some(expected)) => (found - expected).abs() <= NEAR * expected.abs(),
        _ => found == expected,
    }
}

#[test]
fn every_figure_follows_as_the_vectors_say() {
    for case in cases("burn") {
        let found = figures(case["function"].as_str().unwrap(), &case["input"]);
        for (name, expected) in case["output"].as_object().unwrap() {
            assert!(is_near(&found[name], expected), "{}: {name} is {}", case["name"], found[name]);
        }
    }
}

#[test]
fn what_is_no_target_is_refused() {
    for text in
        ["", "0", "1", "1.0", "0.", "0.0", "-0.5", ".5", "0,5", "0.9999999999999999", "0.9e1"]
    {
        assert!(text.parse::<Target>().is_err(), "{text}");
    }
}
