import assert from "node:assert/strict";
import { test } from "node:test";
import { problemIn } from "../../src/contract/problem";
import { idAt } from "../../src/contract/tools";
import { list, mapping, orNull, figure, shape, text } from "../../src/contract/shape";

const order = shape("Order", { id: text, total: orNull(figure), lines: list(text), labels: mapping(text) });

test("what may be null and is not there is null; a list or mapping that is not there is empty", () => {
  assert.deepEqual(order.read({ id: "a" }, ""), { id: "a", total: null, lines: [], labels: {} });
});

test("a field that is not known is passed over", () => {
  assert.deepEqual(order.read({ id: "a", colour: "red", total: 0 }, "").total, 0);
});

test("anything else that is not as promised is an error with its place, and nothing is converted", () => {
  const orders = list(order);
  assert.throws(
    () => orders.read([{ id: "a" }, { id: 7 }], "orders"),
    /^Unreadable: orders\[1\]\.id is a number; it should be text\.$/,
  );
  assert.throws(() => order.read({ id: "a", total: "9300" }, ""), /total is a string; it should be a number/);
  assert.throws(() => order.read({}, ""), /id is missing/);
  assert.throws(() => order.read({ id: "a", labels: { b: null } }, ""), /labels\.b is null/);
});

test("a problem of the service keeps its code, and when to ask again", () => {
  const problem = problemIn({
    code: "NOT_YET_EVALUATED",
    detail: "no cycle yet",
    field: null,
    retry_after_seconds: 12,
  });
  assert.deepEqual(
    [problem?.kind, problem?.code, problem?.message, problem?.retryAfterSeconds],
    ["UNAVAILABLE", "NOT_YET_EVALUATED", "no cycle yet", 12],
  );
  assert.equal(problemIn({ code: "BRAND_NEW", detail: "no" })?.kind, "INVALID");
  assert.equal(problemIn("a page of a proxy"), undefined);
});

test("only an address of an SLO is one", () => {
  assert.equal(idAt("slo://checkout-latency.0123456789abcdef"), "checkout-latency.0123456789abcdef");
  assert.equal(idAt("file:///etc/passwd"), undefined);
});
