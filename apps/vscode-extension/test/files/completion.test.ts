import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { completions } from "../../src/files/completion";
import { meaningAt, type Schema } from "../../src/files/schema";

declare const EXTENSION_ROOT: string;

const SCHEMA = JSON.parse(
  readFileSync(`${EXTENSION_ROOT}../../packages/contract/definition.schema.json`, "utf8"),
) as Schema;
const HEAD = "version: 1\nservice: shop\n";

/** What is offered where `|` stands. */
function offered(text: string, names: readonly string[] = []): string[] {
  return inserted(text, names).map(([label]) => label);
}

function inserted(marked: string, names: readonly string[] = []): [string, string][] {
  const offset = marked.indexOf("|");
  const before = marked.slice(0, offset).split("\n");
  const place = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return completions(text, place, SCHEMA, names).map(({ label, insert }) => [label, insert]);
}

test("at the top the fields of a file are offered, without those that stand there", () => {
  const found = offered(`${HEAD}|`);
  assert.ok(found.includes("slos") && found.includes("plans"), found.join());
  assert.ok(!found.includes("version") && !found.includes("service"), found.join());
});

test("of an SLO the required fields come first, and a field that goes on below has no blank after it", () => {
  const found = inserted(`${HEAD}slos:\n  - name: a\n    |\n`);
  assert.deepEqual(
    found
      .slice(0, 3)
      .map(([label]) => label)
      .sort(),
    ["indicator", "objective", "period"],
  );
  assert.deepEqual(
    found.find(([label]) => label === "indicator"),
    ["indicator", "indicator:"],
  );
  assert.deepEqual(
    found.find(([label]) => label === "runbook"),
    ["runbook", "runbook: "],
  );
});

test("a word that is begun is completed where it stands", () => {
  assert.ok(offered(`${HEAD}slos:\n  - name: a\n    obj|\n    period: 30d\n`).includes("objective"));
  assert.ok(offered(`${HEAD}slos:\n  - na|`).includes("name"));
});

test("in the short form of YAML too", () => {
  assert.deepEqual(offered(`${HEAD}slos:\n  - name: a\n    gate: {|}\n`), ["no_data", "warn_below"]);
  assert.deepEqual(offered(`${HEAD}slos:\n  - name: a\n    period: {calendar: month, |}\n`), ["timezone"]);
  assert.deepEqual(offered(`${HEAD}slos:\n  - name: a\n    gate: {no_data: |}\n`).sort(), [
    "fail",
    "inconclusive",
    "pass",
  ]);
});

test("values that the schema lists are offered", () => {
  assert.deepEqual(offered(`${HEAD}slos:\n  - name: a\n    gate:\n      no_data: |\n`).sort(), [
    "fail",
    "inconclusive",
    "pass",
  ]);
  assert.deepEqual(offered(`${HEAD}slos:\n  - name: a\n    alerts:\n      disable: [page-fast, |]\n`).sort(), [
    "page-fast",
    "page-slow",
    "ticket-fast",
    "ticket-slow",
  ]);
  assert.ok(offered(`${HEAD}slos:\n  - name: a\n    alerts:\n      disable:\n        - |\n`).includes("page-slow"));
});

test("where SLOs are named, those of the file are offered", () => {
  const plan = "plans:\n  - name: gate\n    steps:\n      - check:\n          scope: run\n          slos: [|]\n";
  assert.deepEqual(offered(`${HEAD}slos:\n  - name: a\n${plan}`, ["a", "b"]), ["a", "b"]);
});

test("below names that the author chose the schema goes on", () => {
  const tiers = "slos:\n  - name: a\n    alerts:\n      tiers:\n        half-day:\n          |\n";
  assert.ok(offered(HEAD + tiers).includes("long_window"));
});

test("nothing is offered in a comment, or in a place that the schema does not know", () => {
  assert.deepEqual(offered(`${HEAD}# |`), []);
  assert.deepEqual(offered(`${HEAD}nonsense:\n  |\n`), []);
});

test("text that cannot be read at all offers nothing, and does no harm", () => {
  assert.deepEqual(offered("version: 1\n{[|"), []);
});

test("a field's meaning is the schema's, with its default", () => {
  assert.match(meaningAt(SCHEMA, ["slos", 0, "alerts", "min_events"]) ?? "", /Fewest events.*Default: `20`/s);
  assert.equal(meaningAt(SCHEMA, ["slos", 0, "nonsense"]), undefined);
});
