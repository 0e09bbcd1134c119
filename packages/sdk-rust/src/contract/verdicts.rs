//! What a gate answers, and how a command exits that asked.

use super::cases;
use super::failing::error_of_response;
use crate::answer::Answer;
use crate::types::{CheckAnswer, Verdict};

#[test]
fn every_verdict_passes_and_exits_as_the_vectors_say() {
    for case in cases("verdicts") {
        let name = &case["name"];
        let exit_code = if let Some(verdict) = case.get("verdict") {
            let verdict = Verdict::of_body(200, verdict.to_string().as_bytes()).unwrap();
            assert_eq!(verdict.passes(), case["passes"], "{name}");
            assert_eq!(verdict.summary, case["summary"], "{name}");
            verdict.exit_code()
        } else {
            let response = &case["response"];
            if response["status"] == 200 {
                let body = response["body"].as_str().unwrap().as_bytes();
                CheckAnswer::of_body(200, body)
                    .map_or_else(|error| error.exit_code(), |answer| answer.exit_code())
            } else {
                error_of_response(response, None).unwrap().exit_code()
            }
        };
        assert_eq!(exit_code, case["exit_code"], "{name}");
    }
}

#[test]
fn a_check_that_is_not_over_does_not_pass() {
    let pending = br#"{"check_id": "c1", "retry_after_seconds": 1.0}"#;
    let answer = CheckAnswer::of_body(202, pending).unwrap();
    assert!(!answer.passes());
    assert_eq!(answer.exit_code(), 3);
}
