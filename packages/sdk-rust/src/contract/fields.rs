//! Every type has the fields of its schema, and no others.

use serde_json::{Map, Value, json};

use super::decoding::written_back;
use super::{holds, json as file};

/// What the client has no operation for, and what is only asked.
const OTHERS: [&str; 10] = [
    "AnnotationNote",
    "BaselineQuestion",
    "CheckQuestion",
    "ConfidenceAsked",
    "ExclusionQuestion",
    "Health",
    "ProposedFile",
    "RegressionAsked",
    "ValidationQuestion",
    "VerdictProblem",
];

/// Makes a value of a schema that has everything it can have.
pub(super) fn sample(file: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return sample(file, file.pointer(reference.trim_start_matches('#')).unwrap());
    }
    for alternatives in ["anyOf", "oneOf"] {
        if let Some(each) = schema[alternatives].as_array() {
            let number = each.iter().find(|one| one["type"] == "number");
            return sample(file, number.unwrap_or(&each[0]));
        }
    }
    if let Some(only) = schema.get("const").or_else(|| schema.pointer("/enum/0")) {
        return only.clone();
    }
    match schema["type"].as_str().unwrap() {
        "array" => json!([sample(file, &schema["items"])]),
        "object" if schema.get("properties").is_none() => json!({"label": "value"}),
        "object" => whole(file, schema).into(),
        "boolean" => json!(true),
        "integer" => json!(7),
        "number" => json!(0.5),
        _ if schema["format"] == "date-time" => json!("2026-11-22T15:04:30.125Z"),
        _ => schema.pointer("/x-known-values/0").cloned().unwrap_or_else(|| json!("text")),
    }
}

fn whole(file: &Value, schema: &Value) -> Map<String, Value> {
    let properties = schema["properties"].as_object().unwrap();
    properties.iter().map(|(name, each)| (name.clone(), sample(file, each))).collect()
}

fn of_answers(file: &Value) -> Vec<(&String, &Value)> {
    let schemas = file["components"]["schemas"].as_object().unwrap();
    schemas
        .iter()
        .filter(|(name, schema)| schema["type"] == "object" && !OTHERS.contains(&name.as_str()))
        .collect()
}

#[test]
fn every_schema_has_a_type_with_the_same_fields() {
    let file = file("openapi.json");
    let schemas = of_answers(&file);
    assert!(schemas.len() > 50);
    for (name, schema) in schemas {
        let sample = sample(&file, schema);
        let found = written_back(name, &sample).unwrap_or_else(|| panic!("there is no {name}"));
        let found = found.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(
            holds(&found, &sample) && holds(&sample, &found),
            "{name}: {found} is not {sample}"
        );
    }
}

#[test]
fn each_field_may_be_left_out_as_its_schema_says() {
    let file = file("openapi.json");
    for (name, schema) in of_answers(&file) {
        let whole = whole(&file, schema);
        for (field, kind) in schema["properties"].as_object().unwrap() {
            let mut rest = whole.clone();
            rest.remove(field);
            let found = written_back(name, &rest.into()).unwrap();
            let is_nullable = kind["anyOf"]
                .as_array()
                .is_some_and(|each| each.iter().any(|one| one["type"] == "null"));
            let may_be_missing = is_nullable
                || kind["type"] == "array"
                || kind.get("additionalProperties").is_some();
            match found {
                Ok(found) => {
                    assert!(may_be_missing, "{name}.{field} has to be there");
                    let empty = [json!(null), json!([]), json!({})];
                    let is_empty = found.get(field).is_none_or(|found| empty.contains(found));
                    assert!(is_empty, "{name}.{field} is {found}");
                }
                Err(error) => {
                    assert!(!may_be_missing, "{name}.{field}: {error}");
                    assert_eq!(error.path(), Some(field.as_str()), "{name}");
                }
            }
        }
    }
}

#[test]
fn no_field_is_converted() {
    let file = file("openapi.json");
    for (name, schema) in of_answers(&file) {
        for field in schema["properties"].as_object().unwrap().keys() {
            let mut wrong = whole(&file, schema);
            let right = &wrong[field];
            let other = if right.is_array() { json!({"x": 1}) } else { json!([right]) };
            wrong.insert(field.clone(), other);
            let error = written_back(name, &wrong.into()).unwrap().expect_err(field);
            let path = error.path().unwrap();
            assert!(path.starts_with(field.as_str()), "{name}.{field}: {path}");
        }
    }
}
