import assert from "node:assert/strict";
import { test } from "node:test";
import { burn, count, latency, percent, period, share, span, target, time } from "../../src/words/figures";

test("what is not known is said to be so, and is never a number", () => {
  for (const write of [percent, share, burn, latency, span, count, time]) assert.equal(write(null), "unknown");
});

test("a budget is cut to whole per cent, so that it is never said to be more", () => {
  assert.deepEqual([0.7366, 0.739999, 1, 0, 0.5, -1.254].map(percent), [
    "73 %",
    "73 %",
    "100 %",
    "0 %",
    "50 %",
    "-125.4 %",
  ]);
});

test("a budget that is overdrawn many times over needs no decimals", () => {
  assert.deepEqual([-19, -305.398].map(percent), ["-1900 %", "-30540 %"]);
});

test("near its ends a budget keeps decimals", () => {
  assert.deepEqual([0.9997, 0.0004, -0.003, 1e-12].map(percent), ["99.9 %", "0.04 %", "-0.3 %", "< 0.000001 %"]);
});

test("a share of good events is as exact as its distance from all needs", () => {
  assert.deepEqual([0.9632, 0.9995, 1, 0.5, 0.999999].map(share), ["96.3 %", "99.95 %", "100 %", "50 %", "99.9999 %"]);
});

test("a target stands as it was promised", () => {
  assert.deepEqual([0.999, 0.95, 0.99999].map(target), ["99.9 %", "95 %", "99.999 %"]);
});

test("burn rates have two figures, and one that is not 0 is never shown as 0", () => {
  assert.deepEqual([0, 0.004, 0.41, 14.4, 250].map(burn), ["0 ×", "< 0.01 ×", "0.41 ×", "14 ×", "250 ×"]);
});

test("times that something takes have the unit that fits", () => {
  assert.deepEqual([0.212, 0.0005, 1.5, 0].map(latency), ["212 ms", "500 µs", "1.5 s", "0 µs"]);
});

test("lengths of time have their two largest units", () => {
  assert.deepEqual([2592000, 5400, 300, 93784, 0].map(span), ["30 d", "1 h 30 min", "5 min", "1 d 2 h", "0 s"]);
});

test("counts may be fractional", () => {
  assert.deepEqual([1186543, 0.5, 1610932.65, 0].map(count), ["1,186,543", "0.5", "1,610,933", "0"]);
});

test("a time that cannot be read stays as it came", () => {
  assert.equal(time("2026-11-22T15:04:30Z"), "2026-11-22 15:04:30 UTC");
  assert.equal(time("later"), "later");
});

test("periods of both kinds are told, and a kind that is not known is unknown", () => {
  assert.equal(period({ kind: "ROLLING", seconds: 2592000 }), "30 d");
  assert.equal(
    period({ kind: "CALENDAR", unit: "MONTH", timezone: "Europe/Berlin" }),
    "calendar month (Europe/Berlin)",
  );
  assert.equal(period({ kind: "LUNAR" }), "unknown");
});
