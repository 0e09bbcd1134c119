import assert from "node:assert/strict";
import { test } from "node:test";
import type { Detail } from "../../src/catalog/details";
import { Overview } from "../../src/catalog/overview";
import { Problem } from "../../src/contract/problem";
import { headline, notice } from "../../src/tree/headline";
import { SloTree } from "../../src/tree/tree";
import { brief, detail } from "../samples";

const CONNECTED = { phase: "CONNECTED", revision: "2026-07-28" } as const;
const gone = new Problem("UNREACHABLE", null, "connection refused");

function treeOf(slos: ReturnType<typeof brief>[], details: Record<string, Detail> = {}) {
  const shown: string[][] = [];
  const looked: [string, boolean][] = [];
  const tree = new SloTree({
    overview: Overview.of(slos, true, 1, "2026-11-22T15:04:30Z"),
    detail: (id) => details[id],
    look: (service, isOpen) => looked.push([service, isOpen]),
    show: (_owner, ids) => shown.push([...ids]),
  });
  return { tree, shown, looked };
}

test("services stand at the top, with the worst state of their SLOs", () => {
  const { tree } = treeOf([brief("a"), brief("b", { state: "EXHAUSTED" }), brief("c", { service: "web" })]);
  const items = tree.children(undefined);
  assert.deepEqual(
    items.map((item) => [item.label, item.description, item.icon?.name]),
    [
      ["shop", "2 SLOs, 1 exhausted", "error"],
      ["web", "1 SLO", "pass"],
    ],
  );
});

test("below a service stand its SLOs, the worst first, with budget and alerts", () => {
  const alerts = [{ tier: "page-fast", severity: "PAGE" }];
  const { tree } = treeOf([brief("a"), brief("b", { state: "AT_RISK", alerts })]);
  const items = tree.children(tree.children(undefined)[0]);
  assert.deepEqual(
    items.map((item) => [item.label, item.description]),
    [
      ["b", "73 % of budget left · 1 page"],
      ["a", "73 % of budget left"],
    ],
  );
  assert.equal(items[0]?.accessible, "SLO b, at risk, 73 % of budget left · 1 page");
});

test("below an SLO stand its figures, and what is not known is said to be so", () => {
  const { tree } = treeOf([brief("a")], { a: { slo: detail("a"), problem: undefined } });
  const items = tree.children(tree.children(tree.children(undefined)[0])[0]);
  assert.deepEqual(
    items.map((item) => `${item.label}: ${item.description}`),
    [
      "Budget: 73 % of budget left",
      "Latency: p95 212 ms",
      "Burn rate over 5 min: 0.41 ×",
      "Burn rate over 1 h: unknown",
      "Alerts: none fires",
    ],
  );
});

test("an SLO of which something newer was told than is listed stands there with that", () => {
  const told = (at: string) => ({ ...detail("a"), state: "AT_RISK", evaluated_at: at });
  const state = (at: string) => {
    const { tree } = treeOf([brief("a")], { a: { slo: told(at), problem: undefined } });
    return tree.children(tree.children(undefined)[0])[0]?.accessible.split(", ")[1];
  };
  assert.equal(state("2026-11-22T15:05:00Z"), "at risk");
  assert.equal(state("2026-11-22T15:04:00Z"), "healthy");
});

test("an SLO that is opened is read and kept up to date, until it is closed", () => {
  const { tree, shown, looked } = treeOf([brief("a")]);
  const [service] = tree.children(undefined);
  const [slo] = tree.children(service);
  assert.ok(service !== undefined && slo !== undefined);
  assert.equal(tree.children(slo)[0]?.label, "Loading");
  tree.toggled(slo, false);
  tree.toggled(service, true);
  assert.deepEqual(shown, [["a"], []]);
  assert.deepEqual(looked, [["shop", true]]);
});

test("an SLO that is gone is not asked about any more", () => {
  const { tree, shown } = treeOf([brief("a")]);
  const [slo] = treeOf([brief("b")]).tree.children(tree.children(undefined)[0]);
  assert.ok(slo !== undefined);
  tree.toggled(slo, true);
  tree.children(undefined);
  assert.deepEqual(shown, [["b"], []]);
});

test("an SLO that could not be read says why", () => {
  const problem = new Problem("NOT_FOUND", "UNKNOWN_SLO", "no SLO has that id");
  const { tree } = treeOf([brief("a")], { a: { slo: undefined, problem } });
  const items = tree.children(tree.children(tree.children(undefined)[0])[0]);
  assert.deepEqual(
    items.map((item) => item.description),
    ["no SLO has that id"],
  );
});

test("the status bar shows the worst state, and how many SLOs are in it", () => {
  const well = Overview.of([brief("a")], true, 1, null);
  const bad = Overview.of([brief("a", { state: "EXHAUSTED" }), brief("b", { state: "AT_RISK" })], true, 1, null);
  assert.equal(headline(CONNECTED, well).text, "$(pass) SLO: healthy");
  assert.deepEqual(
    [headline(CONNECTED, bad).text, headline(CONNECTED, bad).ground],
    ["$(pulse) SLO: 1 exhausted", "error"],
  );
  assert.equal(headline({ phase: "CLOSED" }, bad).text, "$(circle-slash) SLO: not connected");
});

test("a state of the future is shown by its own word, and is not taken for healthy", () => {
  const strange = Overview.of([brief("a", { state: "ON_FIRE" })], true, 1, null);
  assert.equal(headline(CONNECTED, strange).text, "$(pulse) SLO: 1 on fire");
});

test("figures that may be old are said to be so", () => {
  const known = Overview.of([brief("a")], true, 1, "2026-11-22T15:04:30Z");
  const waiting = { phase: "WAITING", attempt: 1, delaySeconds: 1, problem: gone } as const;
  assert.equal(notice(waiting, known, undefined), "Not connected: figures as of 2026-11-22 15:04:30 UTC.");
  assert.equal(notice(CONNECTED, known, undefined), undefined);
  assert.equal(notice(CONNECTED, Overview.EMPTY, gone), "The SLOs could not be read: connection refused");
});
