import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOSED, delayBefore, next, type ConnectionState } from "../../src/connection/machine";
import { Problem } from "../../src/contract/problem";

const gone = new Problem("UNREACHABLE", null, "connection refused");
const wrongToken = new Problem("UNAUTHENTICATED", "UNAUTHENTICATED", "no");
const connected: ConnectionState = { phase: "CONNECTED", revision: "2026-07-28" };

test("a connection is opened when it is asked for, and closed when it is dismissed", () => {
  const asked = next(CLOSED, { kind: "ASKED" });
  assert.equal(asked.phase, "CONNECTING");
  assert.deepEqual(next(asked, { kind: "OPENED", revision: "2026-07-28" }), connected);
  assert.equal(next(connected, { kind: "DISMISSED" }), CLOSED);
});

test("a service that does not answer is tried again, later each time", () => {
  let state = next(CLOSED, { kind: "ASKED" });
  const delays: unknown[] = [];
  for (let attempt = 0; attempt < 7; attempt += 1) {
    state = next(state, { kind: "FAILED", problem: gone });
    delays.push("delaySeconds" in state ? state.delaySeconds : state.phase);
    state = next(state, { kind: "DUE" });
  }
  assert.deepEqual(delays, [0.5, 1, 2, 4, 8, 8, 8]);
});

test("a connection that is lost is opened again, soon at first", () => {
  const lost = next(connected, { kind: "LOST", problem: gone });
  assert.deepEqual([lost.phase, lost.phase === "WAITING" && lost.delaySeconds], ["WAITING", 0.5]);
});

test("a wrong token is not tried again by itself", () => {
  const connecting: ConnectionState = { phase: "CONNECTING", attempt: 0 };
  assert.equal(next(connecting, { kind: "FAILED", problem: wrongToken }).phase, "REFUSED");
  assert.equal(next(connected, { kind: "LOST", problem: wrongToken }).phase, "REFUSED");
});

test("the service is believed about when to come back, within reason", () => {
  assert.equal(delayBefore(0, 30), 30);
  assert.equal(delayBefore(4, 1), 8);
  assert.equal(delayBefore(0, 86400), 300);
});

test("late news change nothing", () => {
  assert.equal(next(CLOSED, { kind: "OPENED", revision: "2026-07-28" }), CLOSED);
  assert.equal(next(CLOSED, { kind: "FAILED", problem: gone }), CLOSED);
  assert.equal(next(CLOSED, { kind: "LOST", problem: gone }), CLOSED);
  assert.equal(next(connected, { kind: "DUE" }), connected);
});
