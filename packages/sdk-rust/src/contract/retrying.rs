//! When a question is asked again, and after how long.

use std::cell::RefCell;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::time::Instant;

use super::{cases, milliseconds};
use crate::call::Call;
use crate::error::Error;
use crate::failing::error_of;
use crate::operation::*;
use crate::retry::asked;
use crate::types::*;

/// Asks what a case asks.
fn call(request: &Value) -> Call {
    let (path, reads, has_key) = (
        request["path"].as_str().unwrap(),
        request["reads"] == true,
        request["idempotency_key"] == true,
    );
    let run = CheckQuestion::new().window(Duration::from_secs(300)).keep(has_key);
    let call = match path {
        "/slos" => Call::of(&LIST_SLOS, &ListSlos::new()),
        "/slo/check" if reads => Call::of(&CHECK_SLOS, &CheckQuestion::new()),
        "/slo/check" => Call::of(&CHECK_SLOS, &run),
        "/definitions/validate" => Call::of(&VALIDATE_DEFINITIONS, &ValidationQuestion::new()),
        "/annotations" => {
            Call::of(&ADD_ANNOTATION, &AnnotationNote::new(AnnotationKind::Deploy, "1.42"))
        }
        "/exclusions" => Call::of(
            &CREATE_EXCLUSION,
            &ExclusionQuestion::new(Timestamp::UNIX_EPOCH, "maintenance"),
        ),
        "/exclusions/{id}" => Call::of(&DELETE_EXCLUSION, &ById::new("e1")),
        "/plans/{name}/runs" => Call::of(&RUN_PLAN, &RunPlan::new("release-gate")),
        "/plan-runs/{id}/cancel" => Call::of(&CANCEL_PLAN_RUN, &ById::new("r1")),
        other => panic!("{other}"),
    };
    let call = call.unwrap();
    assert_eq!(call.operation.path, path);
    assert_eq!(format!("{:?}", call.operation.method).to_uppercase(), request["method"]);
    assert_eq!(call.reads(), reads, "{path}");
    assert_eq!(call.key.is_some(), has_key, "{path}");
    call
}

fn answer(reply: &Value, now: Timestamp) -> Result<u64, Error> {
    let Some(status) = reply.get("status") else {
        return Err(Error::unreachable("the connection is refused".into()));
    };
    let status = status.as_u64().unwrap();
    if status < 400 {
        return Ok(status);
    }
    let body = reply.get("code").map(|code| format!(r#"{{"code": {code}}}"#)).unwrap_or_default();
    let retry_after = reply.get("retry_after").and_then(Value::as_str);
    Err(error_of(u16::try_from(status).unwrap(), retry_after, body.as_bytes(), now))
}

#[tokio::test(start_paused = true)]
async fn every_question_is_asked_again_as_the_vectors_say() {
    for case in cases("retry") {
        let begin = Instant::now();
        let now = case.get("now").map_or("2026-11-22T15:05:00Z", |now| now.as_str().unwrap());
        let now: Timestamp = now.parse().unwrap();
        let replies = RefCell::new(case["replies"].as_array().unwrap().iter());
        let asked_at = RefCell::new(Vec::new());
        let deadline = case.get("deadline_seconds").and_then(Value::as_f64);
        let deadline = deadline.map(|seconds| begin + Duration::from_secs_f64(seconds));
        let outcome = asked(call(&case["request"]).may_be_repeated(), deadline, || {
            asked_at.borrow_mut().push(Instant::now());
            let passed = SignedDuration::try_from(begin.elapsed()).unwrap();
            let reply = replies.borrow_mut().next().expect("no other reply");
            std::future::ready(answer(reply, now + passed))
        })
        .await;
        let name = &case["name"];
        let asked_at = asked_at.into_inner();
        let delays: Vec<u128> =
            asked_at.windows(2).map(|pair| (pair[1] - pair[0]).as_millis()).collect();
        let expected = case["delays_seconds"].as_array().unwrap();
        assert_eq!(delays, expected.iter().map(milliseconds).collect::<Vec<_>>(), "{name}");
        let expected = &case["outcome"];
        match outcome {
            Ok(status) => assert_eq!(expected["status"], status, "{name}"),
            Err(error) => {
                assert_eq!(expected["error"], error.kind().as_str(), "{name}");
                if let Some(seconds) = expected.get("retry_after_seconds") {
                    let told = error.retry_after().unwrap().as_millis();
                    assert_eq!(told, milliseconds(seconds), "{name}");
                }
            }
        }
        assert_eq!(replies.into_inner().len(), 0, "{name}: there are replies left");
    }
}
