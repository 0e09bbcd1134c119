import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalog } from "../../src/catalog/catalog";
import { Problem } from "../../src/contract/problem";
import { brief, detail, page } from "../samples";
import { connected, HandClock, settled, StandinService } from "../standins";

const TARGET = { address: "http://127.0.0.1:8080", token: undefined };

async function opened(service: StandinService) {
  const clock = new HandClock();
  const connection = connected(service, clock);
  const catalog = new Catalog(
    connection,
    clock,
    () => 15,
    () => undefined,
  );
  await connection.connect(TARGET);
  await settled();
  return { catalog, clock, connection };
}

/** A service with a list that can be walked over in pages. */
function listing(slos: () => ReturnType<typeof brief>[], generation: () => number): StandinService {
  return new StandinService()
    .on("get_slo", ({ id }) => detail(String(id)))
    .on("list_slos", ({ limit, cursor, state, service }) => {
      const found = slos().filter(
        (slo) => (state === undefined || slo.state === state) && (service === undefined || slo.service === service),
      );
      const from = Number(cursor ?? 0);
      const to = from + Number(limit);
      return page(found.slice(from, to), generation(), to < found.length ? String(to) : null);
    });
}

test("once connected the SLOs are read, and again when there is a new evaluation", async () => {
  let generation = 1;
  let state = "HEALTHY";
  const { catalog, clock } = await opened(
    listing(
      () => [brief("a", { state })],
      () => generation,
    ),
  );
  assert.equal(catalog.overview.worst(), "HEALTHY");

  state = "EXHAUSTED";
  await clock.pass(15_000);
  assert.equal(catalog.overview.worst(), "HEALTHY", "the generation is the same");
  generation = 2;
  await clock.pass(15_000);
  assert.equal(catalog.overview.worst(), "EXHAUSTED");
});

test("of 10,000 SLOs only those in trouble are read again, and the services that are open", async () => {
  let generation = 1;
  let sick = "slo-1";
  const all = () =>
    Array.from({ length: 10_000 }, (_, at) => {
      const id = `slo-${String(at)}`;
      return brief(id, { service: `s${String(at % 50)}`, state: id === sick ? "AT_RISK" : "HEALTHY" });
    });
  const service = listing(all, () => generation);
  const { catalog, clock } = await opened(service);
  assert.equal(catalog.overview.size, 10_000);
  assert.equal(catalog.overview.slo("slo-1")?.state, "AT_RISK");

  catalog.look("s3", true);
  service.asked.length = 0;
  generation = 2;
  sick = "slo-2";
  await clock.pass(15_000);
  assert.equal(catalog.overview.slo("slo-1")?.state, "HEALTHY");
  assert.equal(catalog.overview.slo("slo-2")?.state, "AT_RISK");
  assert.equal(service.asked.length, 5);
});

test("an evaluation that expired is noticed although its generation stays", async () => {
  let slos = [brief("a")];
  const { catalog, clock } = await opened(
    listing(
      () => slos,
      () => 1,
    ),
  );
  slos = [brief("a", { state: "UNKNOWN", reason: "SNAPSHOT_EXPIRED" })];
  await clock.pass(15_000);
  assert.equal(catalog.overview.worst(), "UNKNOWN");
});

test("what somebody looks at is watched, and read again when the service says that it changed", async () => {
  const service = listing(
    () => [brief("a"), brief("b")],
    () => 1,
  );
  const { catalog } = await opened(service);
  catalog.show("page", ["a"]);
  await settled();
  assert.deepEqual([...service.watched], ["a"]);
  assert.equal(catalog.detail("a")?.slo?.state, "HEALTHY");

  service.on("get_slo", ({ id }) => detail(String(id), { state: "AT_RISK" }));
  service.listener?.changed("a");
  service.listener?.changed("b");
  await settled();
  assert.equal(catalog.detail("a")?.slo?.state, "AT_RISK");
  assert.equal(service.questions("get_slo").length, 2, "nobody looks at b");

  catalog.show("page", []);
  await settled();
  assert.deepEqual([...service.watched], []);
  assert.equal(catalog.detail("a"), undefined);
});

test("a change that is told is a new evaluation: the list follows at once", async () => {
  let generation = 1;
  let state = "HEALTHY";
  const service = listing(
    () => [brief("a", { state })],
    () => generation,
  );
  const { catalog, clock } = await opened(service);
  generation = 2;
  state = "AT_RISK";
  service.listener?.changed("a");
  await clock.pass(300);
  assert.equal(catalog.overview.worst(), "AT_RISK");
});

test("an SLO that disappears keeps its last figures, with the reason beside them", async () => {
  const service = listing(
    () => [brief("a")],
    () => 1,
  );
  const { catalog } = await opened(service);
  catalog.show("page", ["a"]);
  await settled();
  service.on("get_slo", () => {
    throw new Problem("NOT_FOUND", "UNKNOWN_SLO", "no SLO has that id");
  });
  service.listener?.changed("a");
  await settled();
  assert.equal(catalog.detail("a")?.slo?.id, "a");
  assert.equal(catalog.detail("a")?.problem?.code, "UNKNOWN_SLO");
});

test("after disconnecting nothing is shown of the service, and nothing asked of it", async () => {
  const service = listing(
    () => [brief("a")],
    () => 1,
  );
  const { catalog, clock, connection } = await opened(service);
  connection.disconnect();
  assert.equal(catalog.overview.size, 0);
  service.asked.length = 0;
  await clock.pass(60_000);
  assert.equal(service.asked.length, 0);
});

test("of another service nothing is shown of the one before", async () => {
  let slos = [brief("a")];
  const { catalog, connection } = await opened(
    listing(
      () => slos,
      () => 1,
    ),
  );
  slos = [];
  await connection.connect({ address: "http://127.0.0.1:9000", token: undefined });
  await settled();
  assert.equal(catalog.overview.size, 0);
});

test("a list that cannot be read is said to be so, until it can", async () => {
  const service = listing(
    () => [brief("a")],
    () => 1,
  );
  const answer = service.answers.get("list_slos");
  service.on("list_slos", () => {
    throw new Problem("UNAVAILABLE", "NOT_YET_EVALUATED", "no cycle has finished yet");
  });
  const { catalog, clock } = await opened(service);
  assert.equal(catalog.problem?.code, "NOT_YET_EVALUATED");
  if (answer !== undefined) service.on("list_slos", answer);
  await clock.pass(5_000); // sooner than usual: a service that has just begun evaluates in a step
  assert.equal(catalog.problem, undefined);
  assert.equal(catalog.overview.size, 1);
});
