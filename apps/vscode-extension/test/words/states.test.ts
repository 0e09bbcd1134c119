import assert from "node:assert/strict";
import { test } from "node:test";
import { gravity, stateIcon, worst } from "../../src/words/states";

test("the worst of states is the one that most calls for somebody", () => {
  assert.equal(worst(["HEALTHY", "EXHAUSTED", "AT_RISK", "UNKNOWN"]), "EXHAUSTED");
  assert.equal(worst(["HEALTHY", "UNKNOWN"]), "UNKNOWN");
  assert.equal(worst([]), undefined);
});

test("a state that is not known is no good news, and keeps its word", () => {
  assert.equal(worst(["HEALTHY", "ON_FIRE"]), "ON_FIRE");
  assert.equal(stateIcon("ON_FIRE").name, "question");
});

test("a verdict that is not known is never taken for a pass", () => {
  assert.deepEqual(["PASS", "WARNING", "FAIL", "ERROR", "SPLENDID", null].map(gravity), [
    "info",
    "warning",
    "error",
    "error",
    "warning",
    "warning",
  ]);
});
