import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { inspect } from "node:util";

import { SloMonitor } from "../src/client.js";
import { SloMonitorError } from "../src/errors.js";
import { aPlanRun, aStatus, aVerdict, anEvent, FakeMonitor } from "../src/testing/index.js";
import { VERSION } from "../src/version.js";

const TOKEN = `slom_${"0".repeat(8)}_secret`;
const RUN = { start: "2026-11-22T15:00:00Z" };

async function serving(context: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function rejection(promise: Promise<unknown>): Promise<SloMonitorError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof SloMonitorError, inspect(error));
  return error;
}

test("a token is sent as a bearer token, and shown nowhere", async () => {
  const fake = new FakeMonitor().vanish("get_slo").vanish("get_slo").vanish("get_slo");
  const client = fake.client({ token: TOKEN });
  const error = await rejection(client.getSlo("a"));
  assert.equal(fake.asked[0]?.headers.get("Authorization"), `Bearer ${TOKEN}`);
  for (const shown of [client, error]) {
    assert.doesNotMatch(inspect(shown, { depth: 9, showHidden: true }), /secret/);
    assert.doesNotMatch(JSON.stringify(shown), /secret/);
  }
});

test("a token that no header can carry is refused without being shown", () => {
  const make = () => new SloMonitor({ baseUrl: "http://a", token: "secret\nword" });
  assert.throws(make, (error: unknown) => {
    assert.ok(error instanceof SloMonitorError);
    return error.field === "token" && !inspect(error).includes("secret\\nword");
  });
});

test("the client names itself and its version", async () => {
  const fake = new FakeMonitor().answer("get_slo", {});
  await rejection(fake.client().getSlo("a"));
  const named = fake.asked[0]?.headers.get("User-Agent");
  assert.equal(named, `slo-monitor-typescript/${VERSION}`);
});

test("in a browser it cannot name itself", async (context) => {
  const navigator = { value: { userAgent: "Mozilla/5.0" }, configurable: true };
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", navigator);
  context.after(() => {
    Object.defineProperty(
      globalThis,
      "navigator",
      before ?? { value: undefined, configurable: true },
    );
  });
  const fake = new FakeMonitor();
  await rejection(fake.client().getSlo("a"));
  assert.equal(fake.asked[0]?.headers.has("User-Agent"), false);
});

test("a redirect is not followed", async (context) => {
  const asked: string[] = [];
  const url = await serving(context, (request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(307, { Location: "/elsewhere" }).end();
  });
  const error = await rejection(new SloMonitor({ baseUrl: url, token: TOKEN }).getSlo("a"));
  assert.equal(error.kind, "PROTOCOL");
  assert.equal(error.message, "HTTP 307");
  assert.deepEqual(asked, ["/slos/a"]);
});

test("a base URL keeps its path", async () => {
  const sent: string[] = [];
  const fetch = (url: string) => (sent.push(url), Promise.reject(new Error("away")));
  const client = new SloMonitor({ baseUrl: "https://a.example/slo/", fetch });
  await rejection(client.createExclusion({ start: RUN.start, reason: "x" }));
  assert.deepEqual(sent, ["https://a.example/slo/exclusions"]);
});

for (const baseUrl of ["", "a.example", "ftp://a", "http://u:p@a", "http://a?b", "http://a#b"]) {
  test(`the base URL "${baseUrl}" is refused`, () => {
    assert.throws(() => new SloMonitor({ baseUrl }), { kind: "INVALID", field: "baseUrl" });
  });
}

for (const id of ["", ".", ".."]) {
  test(`the id "${id}" is refused, for it would be another path`, async () => {
    const fake = new FakeMonitor();
    const error = await rejection(fake.client().getSlo(id));
    assert.equal(error.field, "id");
    assert.deepEqual(fake.asked, []);
  });
}

test("a deadline that passes is a TIMEOUT", async (context) => {
  const url = await serving(context, () => undefined);
  const error = await rejection(new SloMonitor({ baseUrl: url }).getSlo("a", { timeoutMs: 30 }));
  assert.equal(error.kind, "TIMEOUT");
});

test("so is one of the client, of a signal, and in the middle of a body", async (context) => {
  const url = await serving(context, (_request, response) => {
    response.writeHead(200).write("{");
  });
  const patient = new SloMonitor({ baseUrl: url });
  const hasty = new SloMonitor({ baseUrl: url, timeoutMs: 30 });
  const signal = AbortSignal.timeout(30);
  const asked = [hasty.getSlo("a"), patient.getSlo("a", { signal })];
  const errors = await Promise.all(asked.map(rejection));
  assert.deepEqual(
    errors.map(({ kind }) => kind),
    ["TIMEOUT", "TIMEOUT"],
  );
});

test("a caller who gives up is told CANCELLED", async (context) => {
  const abort = new AbortController();
  const url = await serving(context, () => {
    abort.abort();
  });
  const { signal } = abort;
  const error = await rejection(new SloMonitor({ baseUrl: url }).getSlo("a", { signal }));
  assert.equal(error.kind, "CANCELLED");
  const again = await rejection(new SloMonitor({ baseUrl: url }).getSlo("a", { signal }));
  assert.equal(again.kind, "CANCELLED");
});

test("a caller who gives up ends a delay at once", async (context) => {
  const abort = new AbortController();
  const url = await serving(context, (_request, response) => {
    response.writeHead(503, { "Retry-After": "29" }).end();
    setTimeout(() => {
      abort.abort();
    }, 20);
  });
  const error = await rejection(
    new SloMonitor({ baseUrl: url }).getSlo("a", { signal: abort.signal }),
  );
  assert.equal(error.kind, "CANCELLED");
});

test("nobody who answers is UNREACHABLE, after three tries", async () => {
  const fake = new FakeMonitor();
  for (let number = 0; number < 3; number++) fake.vanish("get_slo");
  const error = await rejection(fake.client().getSlo("a"));
  assert.equal(error.kind, "UNREACHABLE");
  assert.equal(error.retryable, true);
  assert.deepEqual(fake.delaysSeconds, [0.5, 1]);
});

test("an answer that breaks off is none", async (context) => {
  const url = await serving(context, (request, response) => {
    response.writeHead(200, { "Content-Length": "100" }).write("{");
    setTimeout(() => request.socket.destroy(), 10);
  });
  const client = new SloMonitor({ baseUrl: url });
  const error = await rejection(client.createExclusion({ start: RUN.start, reason: "x" }));
  assert.equal(error.kind, "UNREACHABLE");
});

test("a timeout that is none is refused", async () => {
  const error = await rejection(new FakeMonitor().client().getSlo("a", { timeoutMs: 0 }));
  assert.equal(error.field, "timeoutMs");
});

test("every page is asked for, and each item given by itself", async () => {
  const page = (ids: string[], next_cursor: string | null) => ({
    generation: 1,
    evaluated_at: RUN.start,
    slos: ids.map((id) => aStatus({ id })),
    next_cursor,
  });
  const fake = new FakeMonitor()
    .answer("list_slos", page(["a", "b"], "after-b"))
    .answer("list_slos", page(["c"], null));
  const found: string[] = [];
  for await (const slo of fake.client().allSlos({ limit: 2 })) found.push(slo.id);
  assert.deepEqual(found, ["a", "b", "c"]);
  assert.equal(fake.asked[0]?.query.toString(), "limit=2");
  assert.equal(fake.asked[1]?.query.toString(), "limit=2&cursor=after-b");
});

test("a run that is kept has a key, the same in each repetition", async () => {
  const fake = new FakeMonitor().vanish("check_slos").answer("check_slos", aVerdict());
  await fake.client().checkSlos(RUN);
  const [key, again] = fake.asked.map(({ headers }) => headers.get("Idempotency-Key"));
  assert.match(key ?? "", /^[0-9a-f]{32}$/);
  assert.equal(again, key);
});

test("a run that is not kept has none, and is not repeated", async () => {
  const fake = new FakeMonitor().vanish("check_slos");
  await rejection(fake.client().checkSlos({ ...RUN, keep: false }));
  assert.deepEqual(
    fake.asked.map(({ headers }) => headers.get("Idempotency-Key")),
    [null],
  );
});

test("budgets are read: no key, and repeated", async () => {
  const fake = new FakeMonitor().vanish("check_slos").answer("check_slos", aVerdict());
  await fake.client().checkSlos({ slos: ["a"] });
  assert.equal(fake.asked[1]?.headers.get("Idempotency-Key"), null);
});

test("each note has a key of its own", async () => {
  const fake = new FakeMonitor();
  const note = { kind: "DEPLOY", text: "1.42" };
  await rejection(fake.client().addAnnotation(note));
  await rejection(fake.client().addAnnotation(note));
  const keys = fake.asked.map(({ headers }) => headers.get("Idempotency-Key"));
  assert.equal(new Set(keys).size, 2);
});

test("a key that no header can carry is refused", async () => {
  const asked = new FakeMonitor().client().runPlan("a", { idempotencyKey: "日本" });
  assert.equal((await rejection(asked)).field, "idempotencyKey");
});

test("a check that is not waited for is pending", async () => {
  const pending = { check_id: "b3", retry_after_seconds: 1 };
  const fake = new FakeMonitor()
    .answer("check_slos", pending, 202)
    .answer("get_check", pending, 202)
    .answer("get_check", aVerdict());
  const client = fake.client();
  assert.deepEqual(await client.checkSlos({ ...RUN, wait: false }), pending);
  assert.deepEqual(await client.getCheck("b3"), pending);
  assert.deepEqual(await client.getCheck("b3"), aVerdict());
});

test("an exclusion is withdrawn without an answer", async () => {
  const fake = new FakeMonitor().answer("delete_exclusion", null);
  await fake.client().deleteExclusion("a");
  assert.equal(fake.asked[0]?.operation, "delete_exclusion");
});

test("a run of a plan is followed over breaks until it has ended", async () => {
  const begun = aPlanRun();
  const over = aPlanRun({ state: "FINISHED", verdict: "PASS", ended_at: RUN.start });
  const fake = new FakeMonitor()
    .stream("listen_to_plan_run", [begun], "break")
    .vanish("listen_to_plan_run")
    .stream("listen_to_plan_run", [begun, over]);
  const states: string[] = [];
  for await (const run of fake.client().listenToPlanRun("b3")) states.push(run.state);
  assert.deepEqual(states, ["RUNNING", "RUNNING", "FINISHED"]);
  assert.deepEqual(fake.delaysSeconds, [0.5, 1]);
});

test("whoever leaves the loop leaves the stream", async (context) => {
  const left = withResolvers();
  const url = await serving(context, (request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(`id: 1\ndata: ${JSON.stringify(anEvent())}\n\n`);
    request.on("close", left.resolve);
  });
  for await (const event of new SloMonitor({ baseUrl: url }).listenToEvents()) {
    assert.equal(event.id, 1);
    break;
  }
  await left.promise;
});

test("what was told before the place that is asked for is not told again", async () => {
  const events = [anEvent({ id: 5 }), anEvent({ id: 6 })];
  const fake = new FakeMonitor().stream("listen_to_events", events);
  for await (const event of fake.client().listenToEvents({ after_id: 5 })) {
    assert.equal(event.id, 6);
    break;
  }
});

test("a place beyond 2^53 is gone on from exactly", async () => {
  const event = anEvent({ id: 9007199254740993n });
  const fake = new FakeMonitor()
    .stream("listen_to_events", [event], "break")
    .stream("listen_to_events", [{ ...event, id: 9007199254740994n }]);
  const ids: unknown[] = [];
  for await (const { id } of fake.client().listenToEvents()) if (ids.push(id) === 2) break;
  assert.deepEqual(ids, [9007199254740993n, 9007199254740994n]);
  assert.equal(fake.asked[1]?.query.get("after_id"), "9007199254740993");
});

test("an event that cannot be read ends the stream, with its place", async () => {
  const fake = new FakeMonitor().stream("listen_to_events", [
    { ...anEvent(), generation: "x" as unknown as number },
  ]);
  const error = await rejection(fake.client().listenToEvents().next());
  assert.equal(error.kind, "PROTOCOL");
  assert.equal(error.place, "generation");
});

test("a page in place of a stream ends it", async () => {
  const fake = new FakeMonitor().answer("listen_to_events", {});
  const error = await rejection(fake.client().listenToEvents().next());
  assert.equal(error.kind, "PROTOCOL");
});

test("a stream has a deadline if its caller has one", async () => {
  const fake = new FakeMonitor().stream("listen_to_events", []);
  const error = await rejection(fake.client().listenToEvents({}, { timeoutMs: 30 }).next());
  assert.equal(error.kind, "TIMEOUT");
});

test("what is not scripted says so", async () => {
  const error = await rejection(new FakeMonitor().client().getPlan("a"));
  assert.equal(error.code, "NOT_SCRIPTED");
  assert.equal(error.message, "no answer is scripted for get_plan");
});

function withResolvers() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((made) => {
    resolve = made;
  });
  return { promise, resolve };
}
