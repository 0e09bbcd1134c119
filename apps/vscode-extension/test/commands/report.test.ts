import assert from "node:assert/strict";
import { test } from "node:test";
import { runReport, verdictReport } from "../../src/gate/report";
import { run } from "../samples";

const RESULT = {
  slo: "a",
  group: { route: "/a|b" },
  verdict: "FAIL",
  reason: "BUDGET_EXHAUSTED",
  sli: null,
  target: 0.999,
  events: null,
  budget: { remaining_ratio: -0.042 },
  informational: false,
  message: "gone <b>",
};

test("a verdict's report has each result with its reason, and what is not known in words", () => {
  const report = verdictReport({
    check_id: "c1",
    verdict: "FAIL",
    reason: "BUDGET_EXHAUSTED",
    summary: "1 of 1 SLOs FAIL.",
    mode: "BUDGET",
    start: null,
    end: "2026-11-22T15:04:30Z",
    results: [RESULT],
  });
  assert.match(report, /^# FAIL: 1 of 1 SLOs FAIL\./);
  assert.ok(
    report.includes(
      "| a (route=/a\\|b) | FAIL | unknown | 99.9 % | unknown | -4.2 % | BUDGET\\_EXHAUSTED: gone \\<b\\> |",
    ),
    report,
  );
});

test("a run's report has each step, and one without a verdict says its state", () => {
  assert.match(runReport(run()), /\| 2 \| check \| succeeded \| PASS \| 6 of 6 \|/);
  const ended = runReport(run({ state: "INTERRUPTED", verdict: null, summary: null, ended_at: null }));
  assert.match(ended, /^# look: INTERRUPTED/);
  assert.match(ended, /to unknown\./);
});
