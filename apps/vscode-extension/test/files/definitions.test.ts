import assert from "node:assert/strict";
import { test } from "node:test";
import { foundAt, readDefinitions } from "../../src/files/definitions";
import { looksDefined } from "../../src/files/looks";
import { Lines } from "../../src/files/places";
import { DEFINITIONS } from "../samples";

test("a definition file has version 1 and a service or SLOs at its top, and no other YAML is one", () => {
  assert.ok(looksDefined(DEFINITIONS));
  assert.ok(looksDefined("# ours\nversion: 1 # the first\nservice: shop\n"));
  assert.ok(!looksDefined("version: 2\nservices:\n  web: {}\n"));
  assert.ok(!looksDefined("nested:\n  version: 1\n  slos: []\n"));
  assert.ok(!looksDefined("version: 1\nservices: {}\n"));
});

test("every SLO has its place, and it is known whether it is grouped", () => {
  const file = readDefinitions(DEFINITIONS);
  assert.deepEqual(
    file?.slos.map((slo) => [slo.name, slo.nameRange.start, slo.isGrouped]),
    [
      ["checkout-latency", { line: 3, character: 10 }, false],
      ["availability", { line: 10, character: 10 }, true],
    ],
  );
});

test("a file that is not finished is read as far as it goes", () => {
  assert.deepEqual(
    readDefinitions("version: 1\nservice: a\nslos:\n  - name: b\n    objective: [\n")?.slos.map((slo) => slo.name),
    ["b"],
  );
  assert.deepEqual(readDefinitions("version: 1\nservice: a\nslos:\n")?.slos, []);
  assert.deepEqual(readDefinitions("version: 1\nservice: a\nslos:\n  - 7\n  - name: {}\n")?.slos, []);
});

test("a key and a value are found where they stand", () => {
  const file = readDefinitions(DEFINITIONS);
  const at = (line: number, character: number) =>
    foundAt(file?.document.contents, file?.lines.offset({ line, character }) ?? 0);
  assert.deepEqual([at(8, 10)?.path, at(8, 10)?.isKey], [["slos", 0, "indicator", "latency", "histogram"], true]);
  assert.deepEqual([at(12, 25)?.path, at(12, 25)?.isKey], [["slos", 1, "period", "calendar"], false]);
});

test("lines are found with either end, and places lead back to offsets", () => {
  const lines = new Lines("ab\r\ncd\n");
  assert.deepEqual([lines.count, lines.line(0), lines.line(1), lines.line(9)], [3, "ab", "cd", ""]);
  for (const offset of [0, 1, 4, 6, 7]) assert.equal(lines.offset(lines.place(offset)), offset);
});
