import assert from "node:assert/strict";
import { test } from "node:test";

import { int64, type Decoder } from "../src/decode.js";
import { OPENAPI, referred, schemaOf, type Schema } from "./openapi.js";
import { SCHEMAS } from "./schemas.js";

/** Asked, not answered: their types are held in operations.test.ts. */
const QUESTIONS = new Set([
  "AnnotationNote",
  "BaselineQuestion",
  "CheckQuestion",
  "ConfidenceAsked",
  "ExclusionQuestion",
  "ProposedFile",
  "RegressionAsked",
  "ValidationQuestion",
]);
/** Words that are asked for. */
const WORDS = ["AlertState", "AnnotationKind", "EventKind", "IntervalMethod", "NoData", "Severity"];
const ELSEWHERE = new Set([...QUESTIONS, ...WORDS, "State", "Health"]); // Health is of /livez

/** A decoder as a schema says what it reads. */
function described({ shape }: Decoder<unknown>): unknown {
  switch (shape.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(shape.fields).map(([name, field]) => [name, described(field)]),
      );
    case "nullable":
    case "list":
    case "mapping":
      return { [shape.type]: described(shape.of) };
    case "oneOf":
      return { oneOf: Object.values(shape.of).map((each) => described(each as Decoder<unknown>)) };
    case "word":
      return { words: shape.known };
    case "constant":
      return { constant: shape.value };
    case "int64":
      return "integer";
    default:
      return shape.type;
  }
}

/** A schema in the same words. */
function expected(schema: Schema): unknown {
  if (schema.$ref !== undefined) return expected(schemaOf(referred(schema)));
  if (schema.oneOf !== undefined) return { oneOf: schema.oneOf.map(expected) };
  if (schema.anyOf !== undefined) {
    const [some, none] = schema.anyOf;
    assert.deepEqual(none, { type: "null" });
    return { nullable: expected(some ?? {}) };
  }
  if (schema["x-known-values"] !== undefined) return { words: schema["x-known-values"] };
  if (schema.const !== undefined) return { constant: schema.const };
  if (schema.type === "array") return { list: expected(schema.items ?? {}) };
  if (schema.properties !== undefined) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, field]) => [name, expected(field)]),
    );
  }
  if (schema.additionalProperties) return { mapping: expected(schema.additionalProperties) };
  if (schema.type === "string") return schema.format === "date-time" ? "time" : "text";
  return schema.type;
}

for (const [name, decoder] of Object.entries(SCHEMAS)) {
  test(`${name} is read as openapi.json says, field for field`, () => {
    assert.deepEqual(described(decoder), expected(schemaOf(name)));
  });
}

test("every schema that is answered is read", () => {
  const answered = Object.keys(OPENAPI.components.schemas).filter((name) => !ELSEWHERE.has(name));
  assert.deepEqual(Object.keys(SCHEMAS).sort(), answered.sort());
});

test("what needs 64 bits is read with 64 bits", () => {
  const found = Object.entries(SCHEMAS).flatMap(([name, { shape }]) =>
    shape.type === "object"
      ? Object.entries(shape.fields)
          .filter(([, { shape: of }]) => of === int64.shape || ("of" in of && of.of === int64))
          .map(([field]) => `${name}.${field}`)
      : [],
  );
  assert.deepEqual(found.sort(), [
    "AlertList.generation",
    "Event.generation",
    "Event.id",
    "StatusList.generation",
  ]);
});
