import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalog } from "../../src/catalog/catalog";
import { Problem } from "../../src/contract/problem";
import { Assistant } from "../../src/files/assistant";
import { brief, DEFINITIONS, detail, page } from "../samples";
import { connected, HandClock, settled, StandinEditor, StandinService } from "../standins";

const FILE = { uri: "file:///w/shop.yaml", name: "shop.yaml", version: 1, text: DEFINITIONS };
const FINDING = { file: "shop.yaml", line: 5, column: 16, field: null, severity: "ERROR", message: "too much" };

function set() {
  const service = new StandinService()
    .on("list_slos", () => page([brief("checkout-latency")]))
    .on("get_slo", ({ id }) => detail(String(id)))
    .on("definition_schema", () => ({ json_schema: { properties: { slos: {}, version: {} } } }))
    .on("validate_definitions", () => ({ valid: false, findings: [FINDING], has_more: false, slos: [] }));
  const clock = new HandClock();
  const connection = connected(service, clock);
  const editor = new StandinEditor();
  const catalog = new Catalog(
    connection,
    clock,
    () => 15,
    () => undefined,
  );
  const assistant = new Assistant(editor, catalog, connection, clock);
  assistant.begin();
  const connect = async () => {
    await connection.connect({ address: "http://127.0.0.1:8080", token: undefined });
    await settled();
  };
  return { service, clock, connection, editor, assistant, connect };
}

test("what the service finds wrong is marked, once nobody types any more", async () => {
  const { service, clock, editor, connect } = set();
  await connect();
  editor.onFileListener?.(FILE, true);
  await clock.pass(200);
  editor.onFileListener?.({ ...FILE, version: 2 }, true);
  await clock.pass(300);
  assert.equal(service.questions("validate_definitions").length, 0);
  await clock.pass(200);
  assert.deepEqual(service.questions("validate_definitions")[0]?.["files"], [
    { path: "shop.yaml", content: DEFINITIONS },
  ]);
  assert.equal(editor.marks.get(FILE.uri)?.[0]?.message, "too much");
});

test("what was found in an older text is not marked in a newer one", async () => {
  const { service, clock, editor, connect } = set();
  await connect();
  let answer: (value: unknown) => void = () => undefined;
  service.on("validate_definitions", () => new Promise((resolve) => (answer = resolve)));
  editor.onFileListener?.(FILE, true);
  await clock.pass(500);
  editor.onFileListener?.({ ...FILE, version: 2 }, true);
  answer({ valid: false, findings: [FINDING], has_more: false, slos: [] });
  await settled();
  assert.equal(editor.marks.get(FILE.uri), undefined);
});

test("what a change breaks in another open file of the folder is marked there too", async () => {
  const { service, clock, editor, connect } = set();
  const other = { ...FILE, uri: "file:///w/web.yaml", name: "web.yaml" };
  const closed = { ...FILE, uri: "file:///w/till.yaml", name: "till.yaml" };
  editor.folder = [FILE, other, closed];
  await connect();
  editor.onFileListener?.(other, true);
  await clock.pass(500);
  const findings = ["web.yaml", "till.yaml"].map((file) => ({ ...FINDING, file }));
  service.on("validate_definitions", () => ({ valid: false, findings, has_more: false, slos: [] }));
  editor.onFileListener?.(FILE, true);
  await clock.pass(500);
  assert.deepEqual(
    [FILE, other, closed].map(({ uri }) => editor.marks.get(uri)?.length),
    [0, 1, undefined],
  );
});

test("a service that has no time to validate is asked again", async () => {
  const { service, clock, editor, connect } = set();
  await connect();
  let asked = 0;
  service.on("validate_definitions", () => {
    asked += 1;
    if (asked === 1) throw new Problem("UNAVAILABLE", "TOO_MANY_VALIDATIONS", "too many at a time", 7);
    return { valid: false, findings: [FINDING], has_more: false, slos: [] };
  });
  editor.onFileListener?.(FILE, true);
  await clock.pass(500);
  await clock.pass(6000);
  assert.equal(asked, 1);
  await clock.pass(1000);
  assert.equal(editor.marks.get(FILE.uri)?.length, 1);
});

test("YAML that defines no SLOs is left alone", async () => {
  const { service, clock, editor, connect, assistant } = set();
  await connect();
  const other = { ...FILE, text: "services:\n  web: {}\n" };
  editor.onFileListener?.(other, true);
  await clock.pass(500);
  assert.deepEqual(service.questions("validate_definitions"), []);
  assert.deepEqual(
    [await assistant.lenses(other), await assistant.completions(other, { line: 0, character: 0 })],
    [[], []],
  );
});

test("when the connection goes, so do the marks, and they come back with it", async () => {
  const { clock, connection, editor, connect } = set();
  editor.files = [FILE];
  await connect();
  await clock.pass(500);
  assert.equal(editor.marks.get(FILE.uri)?.length, 1);
  connection.disconnect();
  assert.equal(editor.marks.get(FILE.uri)?.length, 0);
  await connect();
  await clock.pass(500);
  assert.equal(editor.marks.get(FILE.uri)?.length, 1);
});

test("the lines above SLOs have their figures, and the file's SLOs are watched", async () => {
  const { service, connect, assistant, editor } = set();
  await connect();
  await assistant.lenses(FILE);
  await settled();
  assert.equal((await assistant.lenses(FILE))[0]?.title, "73 % of budget left · p95 212 ms");
  assert.deepEqual([...service.watched], ["checkout-latency"]);
  editor.held = { ...editor.held, codeLens: false };
  assert.deepEqual(await assistant.lenses(FILE), []);
});

test("completion follows the service's own schema", async () => {
  const { connect, assistant } = set();
  const half = { ...FILE, text: "version: 1\nservice: a\ns" };
  const place = { line: 2, character: 1 };
  assert.deepEqual(await assistant.completions(half, place), []);
  await connect();
  assert.deepEqual(
    (await assistant.completions(half, place)).map((each) => each.label),
    ["slos"],
  );
});
