import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../src/contract/problem";
import { connected, HandClock, settled, StandinService } from "../standins";

const TARGET = { address: "http://127.0.0.1:8080", token: undefined };
const gone = new Problem("UNREACHABLE", null, "connection refused");

test("a service that comes back is connected to again, without anybody asking", async () => {
  const service = new StandinService().on("list_slos", () => ({}));
  const clock = new HandClock();
  const connection = connected(service, clock);
  assert.equal((await connection.connect(TARGET)).phase, "CONNECTED");

  service.problem = gone;
  await assert.rejects(connection.call("list_slos", {}), gone);
  assert.equal(connection.state.phase, "WAITING");
  await clock.pass(1600);
  assert.equal(service.targets.length, 3);

  service.problem = undefined;
  await clock.pass(10_000);
  assert.equal(connection.state.phase, "CONNECTED");
});

test("a stream that breaks is only a loss if nobody answers any more", async () => {
  const service = new StandinService().on("list_slos", () => ({}));
  const connection = connected(service, new HandClock());
  await connection.connect(TARGET);
  service.listener?.broken(new Error("the stream ended"));
  await settled();
  assert.equal(connection.state.phase, "CONNECTED");

  service.problem = gone;
  service.listener?.broken(new Error("the stream ended"));
  await settled();
  assert.equal(connection.state.phase, "WAITING");
});

test("after disconnecting nothing is tried again", async () => {
  const service = new StandinService();
  service.problem = gone;
  const clock = new HandClock();
  const connection = connected(service, clock);
  await connection.connect(TARGET);
  connection.disconnect();
  await clock.pass(60_000);
  assert.equal(service.targets.length, 1);
  assert.equal(connection.state.phase, "CLOSED");
});

test("without a connection a question is refused, and says so", async () => {
  const connection = connected(new StandinService(), new HandClock());
  await assert.rejects(connection.call("list_slos", {}), { kind: "NOT_CONNECTED" });
});

test("an error about one question leaves the connection alone", async () => {
  const service = new StandinService();
  const connection = connected(service, new HandClock());
  await connection.connect(TARGET);
  await assert.rejects(connection.call("get_slo", { id: "nope" }), { kind: "NOT_FOUND" });
  assert.equal(connection.state.phase, "CONNECTED");
});
