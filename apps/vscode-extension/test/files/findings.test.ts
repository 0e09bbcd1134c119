import assert from "node:assert/strict";
import { test } from "node:test";
import { marksOf, proposal } from "../../src/files/findings";

const TEXT = "version: 1\n  objective: 100% # all\n\n";

function finding(changes: object) {
  return {
    file: "a.yaml",
    line: 2,
    column: 14,
    field: "slos[0].objective",
    severity: "ERROR",
    message: "no",
    ...changes,
  };
}

function marked(changes: object) {
  const [mark] = marksOf([finding(changes)], "a.yaml", TEXT);
  return mark ?? assert.fail("nothing is marked");
}

test("a finding is marked from its place to the end of what stands there", () => {
  const mark = marked({});
  assert.deepEqual(mark.range, { start: { line: 1, character: 13 }, end: { line: 1, character: 17 } });
  assert.deepEqual([mark.severity, mark.code, mark.message], ["error", "slos[0].objective", "no"]);
});

test("a finding without a column is marked over its line, and is a warning unless it is an error", () => {
  const mark = marked({ column: null, field: null, severity: "HINT" });
  assert.deepEqual(mark.range, { start: { line: 1, character: 2 }, end: { line: 1, character: 17 } });
  assert.deepEqual([mark.severity, mark.code], ["warning", undefined]);
});

test("a finding beyond the text, and one on an empty line, can still be seen", () => {
  for (const line of [3, 99]) {
    const mark = marked({ line, column: 9 });
    assert.ok(mark.range.end.character > mark.range.start.character);
  }
});

test("findings of other files are not marked here", () => {
  assert.deepEqual(marksOf([finding({ file: "b.yaml" })], "a.yaml", TEXT), []);
});

test("a file is asked about with those beside it, or alone if that is too much", () => {
  const file = { path: "a.yaml", content: "x" };
  const beside = { path: "b.yaml", content: "y" };
  assert.deepEqual(proposal(file, [beside, { path: "a.yaml", content: "old" }]), [file, beside]);
  assert.deepEqual(proposal(file, [{ path: "b.yaml", content: "y".repeat(950_000) }]), [file]);
});
