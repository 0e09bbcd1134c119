import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../src/contract/problem";
import { drawn, marksOf, path, scaleOf } from "../../src/page/chart";
import { burnDown, burnRate, charts } from "../../src/page/charts";
import { html } from "../../src/page/html";
import { page, policy } from "../../src/page/page";
import { sections } from "../../src/page/sections";
import type { History } from "../../src/contract/views";
import { detail } from "../samples";

const FRAME = {
  title: "<a>",
  script: "https://own/page.js",
  style: "https://own/page.css",
  source: "https://own",
  nonce: "n0nce",
};

function history(...remaining: (number | null)[]): History {
  return {
    slo: "a",
    start: "2026-11-22T00:00:00Z",
    end: "2026-11-23T00:00:00Z",
    step_seconds: 3600,
    points: remaining.map((ratio, at) => ({
      start: `2026-11-22T${String(at).padStart(2, "0")}:00:00Z`,
      end: `2026-11-22T${String(at + 1).padStart(2, "0")}:00:00Z`,
      events: { good: 9, bad: 1, total: 10 },
      sli: 0.9,
      burn_rate: ratio === null ? null : 2,
      remaining_ratio: ratio,
    })),
  };
}

test("text from elsewhere can be nothing but text", () => {
  assert.equal(
    html`<p title="${'"><img>'}">${"<script>&'"}</p>`.markup,
    '<p title="&#34;&#62;&#60;img&#62;">&#60;script&#62;&#38;&#39;</p>',
  );
  const shown = sections({
    id: "a",
    detail: { slo: detail("a"), problem: undefined },
    history: undefined,
    isConnected: true,
  });
  assert.ok(!shown.queries.includes("<&>"));
});

test("the page loads nothing but its own script and style, and nothing inline runs", () => {
  const whole = page(FRAME);
  assert.match(
    policy(FRAME),
    /^default-src 'none'; style-src https:\/\/own; script-src 'nonce-n0nce'; base-uri 'none'; form-action 'none'$/,
  );
  assert.deepEqual([...whole.matchAll(/<script[^>]*>/g)].map(String), [
    '<script nonce="n0nce" src="https://own/page.js">',
  ]);
  const all = Object.values(
    sections({
      id: "a",
      detail: { slo: detail("a"), problem: undefined },
      history: history(1, 0.5),
      isConnected: true,
    }),
  ).join("");
  for (const unwanted of [/<script/i, /\son[a-z]+\s*=/i, /\sstyle\s*=/i, /javascript:/i, /<style/i])
    assert.doesNotMatch(all, unwanted);
});

test("what is not known is a gap in the line, and never at 0", () => {
  const points = burnDown(history(1, null, 0.5, 0.4)).points;
  assert.deepEqual(
    points.map((point) => point.value),
    [1, null, 0.5, 0.4],
  );
  assert.equal((path(points, scaleOf(points, 0)).match(/M/g) ?? []).length, 2);
});

test("a chart of a budget that is overspent goes below nothing, and its limit is on it", () => {
  const { low, high, y } = scaleOf(burnDown(history(1, -2)).points, 0);
  assert.deepEqual([low, high], [-2, 1]);
  assert.ok(y(-2) > y(0) && y(0) > y(1));
  assert.equal(scaleOf(burnRate(history(1)).points, 1).high, 2);
});

test("each chart has a name, is reached by keys, and says every point in a sentence", () => {
  const { markup } = drawn(burnRate(history(1, 0.5)));
  assert.match(markup, /role="img" tabindex="0"/);
  assert.match(markup, /aria-labelledby="burn-rate-title"/);
  assert.match(markup, /2026-11-22 02:00:00 UTC: burn rate 2 ×, 1 bad of 10/);
});

test("the same figures stand in a table", () => {
  const { markup } = charts(history(1, null));
  assert.match(markup, /<th scope="row">2026-11-22 02:00:00 UTC<\/th><td>unknown<\/td>/);
});

test("a history in which nothing is known draws no line", () => {
  assert.match(drawn(burnDown(history(null))).markup, /nothing is known yet/);
  assert.match(charts(history()).markup, /nothing is known yet/);
});

test("an SLO that disappeared says so, with the time of what still stands there", () => {
  const problem = new Problem("NOT_FOUND", "UNKNOWN_SLO", "no SLO has that id");
  const shown = sections({ id: "a", detail: { slo: detail("a"), problem }, history: undefined, isConnected: true });
  assert.match(shown.notice, /role="alert".*knows no such SLO.*2026-11-22 15:04:30 UTC/);
});

test("without a connection the page says of when its figures are", () => {
  const shown = sections({
    id: "a",
    detail: { slo: detail("a"), problem: undefined },
    history: undefined,
    isConnected: false,
  });
  assert.match(shown.notice, /Not connected.*of 2026-11-22 15:04:30 UTC/);
});

test("figures that are not known are words", () => {
  const unknown = detail("a", {
    sli: null,
    events: null,
    budget: null,
    latency: null,
    state: "UNKNOWN",
    data: "NO_DATA",
  });
  const { figures } = sections({
    id: "a",
    detail: { slo: unknown, problem: undefined },
    history: undefined,
    isConnected: true,
  });
  assert.doesNotMatch(figures, /NaN|null|undefined|>0 %/);
  assert.match(figures, /<dt>good events<\/dt><dd>unknown<\/dd>/);
});

test("no label of a chart stands on another", () => {
  assert.deepEqual(marksOf(0, scaleOf(burnDown(history(1, 0.5)).points, 0)), [0, 1]);
  assert.deepEqual(marksOf(0, scaleOf(burnDown(history(1, -19)).points, 0)), [-19, 0]);
});
