import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import type { SloMonitor } from "../src/client.js";
import { OPERATIONS, type OperationName } from "../src/operations.js";
import { FakeMonitor, type Asked } from "../src/testing/index.js";
import { OPENAPI, referred, schemaOf, type Asking } from "./openapi.js";
import { BODIES, CHECK, EXCLUSION, NOTE, QUERIES, VALIDATION } from "./questions.js";
import { contract, contractText } from "./vectors.js";

interface Named {
  readonly name: OperationName;
  readonly rest: readonly { readonly method: string; readonly path: string }[];
  readonly grpc: string;
  readonly repeatable: boolean;
  readonly streams: boolean;
}

const NAMED = (contract("operations.json") as { operations: readonly Named[] }).operations;
const NAMES = Object.keys(OPERATIONS) as OperationName[];
const ID = "a/b ü?.1";
const KEY = "build-1042";

/** Parameters for callers that see nothing but a status; of a client the verdict is what it gives. */
const LEFT_OUT: ReadonlySet<string> = new Set(["fail_status", "fail_on"]);

const first = (stream: AsyncIterator<unknown>) => stream.next();

/** Each operation, asked with everything that it can be asked with. */
const ASKED: Readonly<Record<OperationName, (client: SloMonitor) => Promise<unknown>>> = {
  list_slos: (client) => client.listSlos(QUERIES.list_slos),
  get_slo: (client) => client.getSlo(ID),
  get_slo_history: (client) => client.getSloHistory(ID, QUERIES.get_slo_history),
  check_slos: (client) => client.checkSlos(CHECK, { idempotencyKey: KEY }),
  list_checks: (client) => client.listChecks(QUERIES.list_checks),
  get_check: (client) => client.getCheck(ID),
  list_alerts: (client) => client.listAlerts(QUERIES.list_alerts),
  list_alert_history: (client) => client.listAlertHistory(QUERIES.list_alert_history),
  list_annotations: (client) => client.listAnnotations(QUERIES.list_annotations),
  add_annotation: (client) => client.addAnnotation(NOTE, { idempotencyKey: KEY }),
  get_annotation: (client) => client.getAnnotation(ID),
  list_exclusions: (client) => client.listExclusions(QUERIES.list_exclusions),
  create_exclusion: (client) => client.createExclusion(EXCLUSION),
  delete_exclusion: (client) => client.deleteExclusion(ID),
  list_plans: (client) => client.listPlans(QUERIES.list_plans),
  get_plan: (client) => client.getPlan(ID),
  run_plan: (client) => client.runPlan(ID, { idempotencyKey: KEY }),
  list_plan_runs: (client) => client.listPlanRuns(QUERIES.list_plan_runs),
  get_plan_run: (client) => client.getPlanRun(ID),
  cancel_plan_run: (client) => client.cancelPlanRun(ID),
  listen_to_plan_run: (client) => first(client.listenToPlanRun(ID)),
  validate_definitions: (client) => client.validateDefinitions(VALIDATION),
  definition_schema: (client) => client.definitionSchema(),
  listen_to_events: (client) => first(client.listenToEvents(QUERIES.listen_to_events)),
};

/** What the service is asked by a method; it refuses it, for what is answered is no matter here. */
async function askedBy(name: OperationName): Promise<{ asked: Asked; verb: string; url: URL }> {
  const fake = new FakeMonitor();
  const sent: [string, RequestInit][] = [];
  const { fetch } = fake;
  Object.assign(fake, {
    fetch: (url: string, init: RequestInit) => (sent.push([url, init]), fetch(url, init)),
  });
  await assert.rejects(ASKED[name](fake.client()), { code: "NOT_SCRIPTED" });
  const [asked] = fake.asked;
  const [url, init] = sent[0] ?? ["", {}];
  assert.ok(asked);
  return { asked, verb: init.method ?? "", url: new URL(url) };
}

function asking(name: OperationName): Asking {
  const [verb = "", path = ""] = OPERATIONS[name].rest.split(" ");
  const found = OPENAPI.paths[path]?.[verb.toLowerCase()];
  assert.ok(found, `openapi.json has no ${OPERATIONS[name].rest}`);
  return found;
}

function parameters(name: OperationName, place: "query" | "header"): string[] {
  const all = asking(name).parameters ?? [];
  const asked = all.filter((each) => each.in === place && !LEFT_OUT.has(each.name));
  return asked.map((each) => each.name);
}

test("the operations are those of the contract", () => {
  assert.deepEqual(NAMES.toSorted(), NAMED.map(({ name }) => name).toSorted());
});

test("over gRPC they are the methods of the proto", () => {
  const proto = contractText("proto/slo_monitor/v1/slo_monitor.proto");
  const methods = [...proto.matchAll(/^ {2}rpc (\w+)\(/gm)].map(([, name]) => name);
  const named = NAMES.map((name) => OPERATIONS[name].grpc);
  assert.deepEqual(named.toSorted(), methods.toSorted());
});

for (const { name, rest, grpc } of NAMED) {
  test(`${name} is what the contract says, asked by its own method`, async () => {
    const operation = OPERATIONS[name];
    assert.ok(rest.some(({ method, path }) => `${method} ${path}` === operation.rest));
    assert.equal(operation.grpc, grpc);
    assert.equal(
      operation.method,
      name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase()),
    );
    const { asked, verb, url } = await askedBy(name);
    assert.equal(asked.operation, name);
    const path = operation.rest.split(" ")[1]?.replace(/\{\w+\}/, encodeURIComponent(ID));
    assert.equal(`${verb} ${url.pathname}`, `${verb} ${path ?? ""}`);
    assert.equal(operation.rest.startsWith(`${verb} `), true);
  });

  test(`${name} can be asked with every parameter that it has`, async () => {
    const { asked } = await askedBy(name);
    assert.deepEqual([...new Set(asked.query.keys())].sort(), parameters(name, "query").sort());
    for (const header of parameters(name, "header")) {
      const isOfBrowsers = header === "Last-Event-ID"; // the same as after_id
      assert.equal(asked.headers.has(header), !isOfBrowsers, header);
    }
    const body = asking(name).requestBody?.content["application/json"]?.schema;
    const fields = body === undefined ? {} : (schemaOf(referred(body)).properties ?? {});
    assert.deepEqual(Object.keys(asked.body ?? {}).sort(), Object.keys(fields).sort());
  });
}

for (const [name, body] of Object.entries(BODIES)) {
  test(`${name} has the fields of its schema`, () => {
    const fields = Object.keys(schemaOf(name).properties ?? {});
    assert.deepEqual(Object.keys(body).sort(), fields.sort());
  });
}

test("each method says in its doc comment which operation it is", () => {
  const source = readFileSync(new URL("../../src/client.ts", import.meta.url), "utf8");
  for (const { method, rest, grpc } of Object.values(OPERATIONS)) {
    const comment = source
      .split(new RegExp(`^  (?:async )?\\*?${method}\\(`, "m"))[0]
      ?.split("/**")
      .at(-1);
    const words = comment?.replaceAll(/\s+\*?\s*/g, " ");
    assert.ok(words?.includes(`${rest}, gRPC ${grpc}.`), `${method}: ${words ?? ""}`);
  }
});

test("a list of values is repeated in the query", async () => {
  const { asked } = await askedBy("list_slos");
  assert.deepEqual(asked.query.getAll("label"), ["team:a", "tier:1"]);
});

test("a place beyond 2^53 is asked for exactly", async () => {
  const { asked } = await askedBy("listen_to_events");
  assert.equal(asked.query.get("after_id"), "9223372036854775807");
});
