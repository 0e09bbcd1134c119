import assert from "node:assert/strict";
import { test } from "node:test";
import { alertsLine, budgetLine, p95Line, titleOf } from "../../src/words/lines";
import { brief, detail } from "../samples";

test("a budget that is not known says why", () => {
  const slo = brief("a", { budget: null, state: "UNKNOWN", data: "QUERY_ERROR", reason: "NO_SUCH_BOUND" });
  assert.equal(budgetLine(slo), "budget unknown (no such bound)");
});

test("figures of an SLO whose state is unknown are said to be out of date", () => {
  assert.equal(budgetLine(brief("a", { state: "UNKNOWN", data: "STALE" })), "73 % of budget left, out of date");
});

test("where nothing happened there is no budget to speak of", () => {
  const nothing = { budget: { remaining_ratio: null, exhausts_at: null } };
  assert.equal(budgetLine(brief("a", { data: "ZERO_TRAFFIC", ...nothing })), "no traffic in the period");
});

test("a p95 beyond the last bound is over it, and one that is not there is unknown", () => {
  assert.equal(p95Line(detail("a")), "p95 212 ms");
  const beyond = { quantile: 0.95, value_seconds: null, low_seconds: 10, high_seconds: null };
  assert.equal(p95Line(detail("a", { latency: { window_seconds: 300, quantiles: [beyond] } })), "p95 over 10 s");
  assert.equal(p95Line(detail("a", { latency: null })), "p95 unknown");
  assert.equal(p95Line(detail("a", { indicator: "RATIO", latency: null })), undefined);
});

test("alerts are counted by severity", () => {
  const alerts = ["PAGE", "TICKET", "PAGE"].map((severity) => ({ tier: "page-fast", severity }));
  assert.equal(alertsLine(brief("a", { alerts })), "2 page, 1 ticket");
});

test("a group is told by its labels", () => {
  assert.equal(titleOf(brief("a.0123456789abcdef", { group: { route: "/pay" } })), "a (route=/pay)");
});
