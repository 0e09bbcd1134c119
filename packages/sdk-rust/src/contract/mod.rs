//! Holds the client against the contract: its vectors, its operations and its shapes.

mod decoding;
mod failing;
mod fields;
mod figures;
mod operations;
mod retrying;
mod streaming;
mod verdicts;

use std::fs;
use std::path::Path;

use serde_json::Value;

/// Reads a file of the contract.
pub(crate) fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contract").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads a JSON file of the contract.
pub(crate) fn json(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap()
}

/// Gives the cases of a file of vectors; each has a name.
pub(crate) fn cases(kind: &str) -> Vec<Value> {
    let file = json(&format!("vectors/{kind}.json"));
    let cases = file["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    cases.clone()
}

/// Whether everything in `expected` is in `found`; numbers by value, fields beside those may be there.
pub(crate) fn holds(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|found| holds(found, value))),
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found.iter().zip(expected).all(|(found, value)| holds(found, value))
        }
        (Value::Number(found), Value::Number(expected)) => found.as_f64() == expected.as_f64(),
        _ => found == expected,
    }
}

/// Gives the milliseconds of a number of seconds, to compare delays by.
pub(crate) fn milliseconds(seconds: &Value) -> u128 {
    (seconds.as_f64().unwrap() * 1000.0).round() as u128
}
