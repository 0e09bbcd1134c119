//! What error is made of an answer, and of a call, that failed.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::cases;
use crate::answer::Answer;
use crate::error::{Error, ErrorKind};
use crate::failing::error_of;
use crate::types::StatusDetail;

/// Makes an error of the answer of a case, in the way of the transport.
pub(super) fn error_of_response(response: &Value, now: Option<&Value>) -> Option<Error> {
    let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
    let body = response["body"].as_str().unwrap().as_bytes();
    let named = |(name, _): &(&String, &Value)| name.eq_ignore_ascii_case("retry-after");
    let retry_after = response["headers"].as_object().unwrap().iter().find(named);
    let retry_after = retry_after.map(|(_, value)| value.as_str().unwrap());
    let now = now.map_or("2026-11-22T15:05:00Z", |now| now.as_str().unwrap()).parse().unwrap();
    match status {
        400.. => Some(error_of(status, retry_after, body, now)),
        300..400 => Some(Error::no_answer_of_ours(status, None)),
        _ => StatusDetail::of_body(status, body).err(),
    }
}

fn assert_is(error: &Error, expected: &Value, name: &Value) {
    assert_eq!(error.kind().as_str(), expected["kind"], "{name}");
    assert_eq!(error.code(), expected["code"].as_str(), "{name}");
    assert_eq!(error.message(), expected["message"], "{name}");
    assert_eq!(error.field(), expected["field"].as_str(), "{name}");
    assert_eq!(error.is_retryable(), expected["retryable"], "{name}");
    let seconds = expected["retry_after_seconds"].as_f64();
    assert_eq!(error.retry_after(), seconds.map(Duration::from_secs_f64), "{name}");
    let verdict = error.verdict().map(|verdict| verdict.verdict.as_str());
    assert_eq!(verdict, expected.get("verdict").and_then(Value::as_str), "{name}");
}

#[test]
fn every_answer_that_failed_is_the_error_of_the_vectors() {
    for case in cases("errors") {
        let error = error_of_response(&case["response"], case.get("now"));
        let error = error.unwrap_or_else(|| panic!("{}: no error", case["name"]));
        assert_is(&error, &case["error"], &case["name"]);
    }
}

#[test]
fn every_kind_is_known() {
    let schema = super::json("vectors/vectors.schema.json");
    let kinds = schema.pointer("/$defs/error_kind/enum").unwrap().as_array().unwrap();
    let kinds: BTreeSet<_> = kinds.iter().map(|kind| kind.as_str().unwrap()).collect();
    assert_eq!(ErrorKind::WORDS.iter().copied().collect::<BTreeSet<_>>(), kinds);
}

#[cfg(feature = "grpc")]
mod calls {
    use prost::{Message, Name};
    use prost_types::Any;
    use tonic::{Code, Status};

    use super::*;
    use crate::grpc::failing::{
        BadRequest, Details, ErrorInfo, FieldViolation, RetryInfo, error_of,
    };
    use crate::grpc::told;

    fn code(name: &str) -> Code {
        let all = (0..=16).map(Code::from_i32);
        let is_it = |code: &Code| format!("{code:?}").to_uppercase() == name.replace('_', "");
        all.into_iter().find(is_it).expect(name)
    }

    fn packed<D: Message + Name>(detail: &D) -> Any {
        let type_url = format!("type.googleapis.com/{}", D::full_name());
        Any { type_url, value: detail.encode_to_vec() }
    }

    fn status(case: &Value) -> Status {
        let (call, error) = (&case["grpc"], &case["error"]);
        let reason = call["reason"].as_str().unwrap().to_owned();
        let mut details = vec![packed(&ErrorInfo { reason })];
        if let Some(field) = error["field"].as_str() {
            let violation = FieldViolation { field: field.to_owned() };
            details.push(packed(&BadRequest { field_violations: vec![violation] }));
        }
        if let Some(seconds) = error["retry_after_seconds"].as_i64() {
            let retry_delay = Some(prost_types::Duration { seconds, nanos: 0 });
            details.push(packed(&RetryInfo { retry_delay }));
        }
        if error.get("verdict").is_some() {
            details.push(packed(&verdict()));
        }
        let details = Details { details }.encode_to_vec();
        let message = error["message"].as_str().unwrap();
        Status::with_details(code(call["status"].as_str().unwrap()), message, details.into())
    }

    fn verdict() -> told::Verdict {
        let at = Some(prost_types::Timestamp { seconds: 1_795_359_870, nanos: 0 });
        told::Verdict {
            check_id: "b3".to_owned(),
            verdict: told::VerdictKind::Error.into(),
            reason: told::VerdictReason::SourceUnreachable.into(),
            mode: told::Mode::Run.into(),
            end: at,
            data: Some(told::VerdictData { expected_until: at, ..Default::default() }),
            ..Default::default()
        }
    }

    #[test]
    fn every_call_that_failed_is_the_same_error() {
        let all = cases("errors");
        let of_calls: Vec<_> = all.iter().filter(|case| case.get("grpc").is_some()).collect();
        assert!(of_calls.len() > 20);
        for case in of_calls {
            assert_is(&error_of(status(case)), &case["error"], &case["name"]);
        }
    }

    #[test]
    fn a_deadline_that_passed_there_is_a_timeout() {
        let error = error_of(Status::deadline_exceeded("too late"));
        assert_eq!(error.kind().as_str(), "TIMEOUT");
        assert!(!error.is_retryable());
    }
}
