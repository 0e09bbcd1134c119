import assert from "node:assert/strict";
import { test } from "node:test";

import { budget, burnRate, factor, sli } from "../src/figures.js";
import { cases } from "./vectors.js";

interface Case {
  readonly name: string;
  readonly function: "sli" | "burn_rate" | "budget" | "factor";
  readonly input: Readonly<Record<string, number | null>> & { readonly target?: string };
  readonly output: Readonly<Record<string, unknown>>;
}

function figures({ function: name, input }: Case): Readonly<Record<string, unknown>> {
  const given = (field: string) => {
    const value = input[field];
    assert.ok(typeof value === "number");
    return value;
  };
  const counts = () => ({ good: given("good"), total: given("total") });
  const target = input.target ?? "";
  switch (name) {
    case "sli":
      return { sli: sli(counts()) };
    case "burn_rate":
      return { burn_rate: burnRate(target, counts()) };
    case "budget":
      return { ...budget(target, counts(), input["previous_total"] ?? null) };
    case "factor": {
      const [share, period] = [given("budget_share"), given("period_seconds")];
      return { factor: factor(share, period, given("long_window_seconds")) };
    }
  }
}

function isNear(found: unknown, wanted: unknown): boolean {
  if (typeof found !== "number" || typeof wanted !== "number") return found === wanted;
  return Math.abs(found - wanted) <= 1e-12 * Math.abs(wanted);
}

for (const each of cases("burn") as readonly Case[]) {
  test(`burn: ${each.name}`, () => {
    const found = figures(each);
    assert.deepEqual(Object.keys(found).sort(), Object.keys(each.output).sort());
    for (const [name, wanted] of Object.entries(each.output)) {
      assert.ok(isNear(found[name], wanted), `${name}: ${String(found[name])}`);
    }
  });
}

test("a target is a decimal number between 0 and 1", () => {
  for (const wrong of ["1", "0", "0.0", "95%", "1e-3", "-0.5", ""]) {
    assert.throws(() => burnRate(wrong, { good: 1, total: 1 }), RangeError, wrong);
  }
});
