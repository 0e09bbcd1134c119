import assert from "node:assert/strict";
import { test } from "node:test";
import type { Detail } from "../../src/catalog/details";
import { Overview } from "../../src/catalog/overview";
import { readDefinitions } from "../../src/files/definitions";
import { hoverAt, lensesOf, shownBy, type Known } from "../../src/files/lenses";
import { brief, DEFINITIONS, detail } from "../samples";

const file = readDefinitions(DEFINITIONS) ?? assert.fail("it is a definition file");
const GROUPS = [
  brief("availability.0123456789abcdef", { group: { route: "/cart" } }),
  brief("availability.fedcba9876543210", {
    group: { route: "/pay" },
    budget: { remaining_ratio: 0.12, exhausts_at: null },
  }),
];

function knowing(slos: ReturnType<typeof brief>[], details: Record<string, Detail> = {}, isConnected = true): Known {
  const overview = Overview.of(slos, true, 1, null);
  return { isConnected, named: (name) => overview.named(name), detail: (id) => details[id] };
}

const KNOWN = knowing([brief("checkout-latency"), ...GROUPS], {
  "checkout-latency": { slo: detail("checkout-latency"), problem: undefined },
});

test("above each SLO stands how it is, and a check", () => {
  assert.deepEqual(
    lensesOf(file, KNOWN).map((lens) => [lens.range.start.line, lens.title, lens.argument]),
    [
      [3, "73 % of budget left · p95 212 ms", "checkout-latency"],
      [3, "Run check", "checkout-latency"],
      [10, "worst of 2 groups, availability (route=/pay): 12 % of budget left", "availability.fedcba9876543210"],
      [10, "Run check", "availability"],
    ],
  );
});

test("without a connection a line offers one, and what the service does not know is said to be so", () => {
  assert.match(lensesOf(file, knowing([], {}, false))[0]?.title ?? "", /not connected/);
  assert.match(lensesOf(file, knowing([]))[0]?.title ?? "", /not known to the service/);
});

test("a file keeps the SLOs up to date that its lines show", () => {
  assert.deepEqual(shownBy(file, KNOWN), ["checkout-latency", "availability.fedcba9876543210"]);
});

test("over a name the figures of now are shown", () => {
  const hover = hoverAt(file, { line: 3, character: 14 }, KNOWN, undefined);
  assert.match(hover?.markdown ?? "", /checkout-latency\*\*: healthy, 73 % of budget left/);
  assert.match(hover?.markdown ?? "", /good: 96\.3 %, promised 95 %/);
  assert.match(hover?.markdown ?? "", /burn rate over 1 h: unknown/);
});

test("over a field its meaning is shown", () => {
  const schema = { properties: { service: { description: "Whose promises these are." } } };
  assert.equal(hoverAt(file, { line: 1, character: 3 }, KNOWN, schema)?.markdown, "Whose promises these are.");
  assert.equal(hoverAt(file, { line: 1, character: 11 }, KNOWN, schema), undefined);
});
