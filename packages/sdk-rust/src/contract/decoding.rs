//! What is decoded, and where a message is refused.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{cases, holds};
use crate::decode::decode;
use crate::error::Error;
use crate::types::*;

/// A problem as a test reads one; the client itself reads them leniently.
#[derive(Debug, Serialize)]
struct Problem {
    r#type: String,
    title: String,
    status: u64,
    detail: String,
    code: String,
    field: Option<String>,
}

message! {
    @json Problem {
        r#type: String, title: String, status: u64, detail: String, code: String,
        field: Option<String>,
    }
}

/// Decodes a message of this name and writes it back; none if there is no such message.
pub(super) fn written_back(message: &str, body: &Value) -> Option<Result<Value, Error>> {
    fn through<T: DeserializeOwned + Serialize>(body: &Value) -> Result<Value, Error> {
        decode::<T>(200, body.to_string().as_bytes())
            .map(|found| serde_json::to_value(found).unwrap())
    }
    macro_rules! named {
        ($($name:ident),* $(; $($other:literal as $kind:ident),*)?) => {
            match message {
                $(stringify!($name) => Some(through::<$name>(body)),)*
                $($($other => Some(through::<$kind>(body)),)*)?
                _ => None,
            }
        };
    }
    named! {
        Alert, AlertList, AlertPolicy, Annotation, AnnotationList, BaselineResult, Budget,
        BudgetResult, BurnRate, CheckList, CheckPending, CheckSummary, Confidence, Covered,
        Definition, Delivery, DroppedTier, Estimate, Event, Events, Evidence, Excluded, Exclusion,
        ExclusionList, Finding, GatePolicy, History, Latency, LatencyResult, Location, Matcher,
        Origin, Plan, PlanList, PlanRun, PlanRunList, PlanRunStep, PlanStep, Point, Problem, Quantile,
        Selector, Share, Silence, Status, StatusAlert, StatusDetail, StatusList, Tier, Transition,
        TransitionList, Validation, Verdict, VerdictData;
        "Result" as SloResult, "RollingPeriod" as Period, "CalendarPeriod" as Period,
        "LatencyIndicator" as Indicator, "RatioIndicator" as Indicator
    }
}

#[test]
fn every_message_is_decoded_as_the_vectors_say() {
    for case in cases("decoding") {
        let message = case["message"].as_str().unwrap();
        let found = written_back(message, &case["json"]).expect(message);
        match case.get("refused_at") {
            None => {
                let found = found.unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
                assert!(holds(&found, &case["decoded"]), "{}: {found}", case["name"]);
            }
            Some(place) => {
                let error = found.expect_err(case["name"].as_str().unwrap());
                assert_eq!(error.kind().as_str(), "PROTOCOL", "{}", case["name"]);
                assert_eq!(error.path(), place.as_str(), "{}", case["name"]);
            }
        }
    }
}

#[test]
fn a_list_is_no_message_however_long_it_is() {
    let error = decode::<Events>(200, b"[1, 2, 3]").unwrap_err();
    assert_eq!(error.path(), Some(""));
}

#[test]
fn what_a_period_lacks_is_named() {
    let error = decode::<Period>(200, br#"{"kind": "CALENDAR", "unit": "WEEK"}"#).unwrap_err();
    assert_eq!(error.path(), Some("timezone"));
}

#[test]
fn a_kind_of_period_or_indicator_that_is_not_known_is_refused() {
    let error = decode::<Vec<Period>>(200, br#"[{"kind": "LUNAR", "moons": 3}]"#).unwrap_err();
    assert_eq!(error.path(), Some("[0].kind"));
    let error = decode::<Indicator>(200, br#"{"kind": "MOOD"}"#).unwrap_err();
    assert_eq!(error.path(), Some("kind"));
}

#[test]
fn a_number_is_the_nearest_that_a_double_can_be() {
    for text in ["0.9706666666666665", "0.018656716417910446", "123456789.12345679"] {
        let body = format!(r#"{{"sli_low": {text}, "sli_high": 1}}"#);
        let found: Estimate = decode(200, body.as_bytes()).unwrap();
        assert_eq!(found.sli_low, text.parse::<f64>().unwrap());
    }
}
