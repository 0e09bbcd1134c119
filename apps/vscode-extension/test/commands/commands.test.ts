import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFINITIONS, detail } from "../samples";
import { settled, StandinEditor } from "../standins";
import { gone, set, verdict, wrongToken } from "./setting";

test("the address is asked for until it was chosen, and kept", async () => {
  const { editor, connecting, service } = set();
  editor.held = { ...editor.held, isAddressSet: false };
  editor.inputs = ["http://127.0.0.1:9000"];
  await connecting.connect();
  await connecting.connect();
  assert.equal(editor.questions.length, 1);
  assert.deepEqual(
    service.targets.map((target) => target.address),
    ["http://127.0.0.1:9000", "http://127.0.0.1:9000"],
  );
  assert.equal(editor.told[0]?.text, "Connected to SLO Monitor at http://127.0.0.1:9000.");
  assert.match(editor.questions[0]?.refuse?.("ftp://x") ?? "", /http/);
  assert.match(editor.questions[0]?.refuse?.("http://me:secret@x") ?? "", /user/);
});

test("a token that is not accepted is asked for, kept as a secret of that host, and tried", async () => {
  const { editor, connecting, service, connection } = set();
  service.problem = wrongToken;
  editor.inputs = [" right "];
  editor.ask = async (question) => {
    service.problem = undefined;
    return StandinEditor.prototype.ask.call(editor, question);
  };
  await connecting.connect();
  assert.equal(editor.questions[0]?.isSecret, true);
  assert.deepEqual([...editor.secrets], [["token:http://127.0.0.1:8080", "right"]]);
  assert.equal(service.targets[1]?.token, "right");
  assert.equal(connection.state.phase, "CONNECTED");
});

test("a token is sent to no other host than the one it was entered for", async () => {
  const { editor, connecting, service } = set();
  editor.secrets.set("token:http://127.0.0.1:8080", "secret");
  editor.held = { ...editor.held, address: "http://elsewhere:8080" };
  await connecting.connect();
  assert.equal(service.targets[0]?.token, undefined);
});

test("a service that does not answer is told with its address and a way on", async () => {
  const { editor, connecting, service, connection } = set();
  service.problem = gone;
  await connecting.connect();
  assert.match(editor.told[0]?.text ?? "", /does not answer at http:\/\/127\.0\.0\.1:8080/);
  assert.deepEqual(editor.told[0]?.actions, ["Retry", "Open Settings"]);
  assert.equal(connection.state.phase, "WAITING");
});

test("at the start only what needs a person is told", async () => {
  const { editor, connecting, service } = set();
  service.problem = gone;
  await connecting.connectQuietly();
  assert.equal(editor.told.length, 0);
  service.problem = wrongToken;
  await connecting.connectQuietly();
  assert.deepEqual(editor.told[0]?.actions, ["Enter Token", "Open Settings"]);
});

test("a token that is taken back later is told too", async () => {
  const { editor, service, connection, connect } = set();
  await connect();
  service.problem = wrongToken;
  await assert.rejects(connection.call("list_slos", {}));
  await settled();
  assert.match(editor.told[0]?.text ?? "", /does not accept the token/);
});

test("nobody is connected to at the start before somebody chose an address", async () => {
  const { editor, connecting, service } = set();
  editor.held = { ...editor.held, isAddressSet: false };
  await connecting.connectQuietly();
  assert.equal(service.targets.length, 0);
});

test("without a connection a command says so and offers one", async () => {
  const { editor, running, checking, showing } = set();
  await running.run(undefined);
  await checking.check("a");
  await showing.show(undefined);
  assert.deepEqual(
    editor.told.map((each) => each.actions),
    [["Connect"], ["Connect"], ["Connect"]],
  );
});

test("a check asks about what it was called on: all, a service, or one", async () => {
  const { editor, checking, service, connect } = set();
  await connect();
  service.on("check_slos", () => verdict("PASS"));
  editor.picks = ["all SLOs"];
  await checking.check(undefined);
  await checking.check({ kind: "service", about: "web" });
  await checking.check("a");
  assert.deepEqual(
    service.questions("check_slos").map((question) => question["slos"]),
    [undefined, ["b"], ["a"]],
  );
  assert.deepEqual(
    editor.told.map((each) => each.text),
    ["all SLOs: PASS. 1 of 2.", "web: PASS. 1 of 2.", "a: PASS. 1 of 2."],
  );
});

test("an SLO's page is opened once, filled when it is ready, and no more kept up once it is closed", async () => {
  const { editor, showing, service, connect } = set();
  await connect();
  await showing.show("a");
  await showing.show("a");
  const opened = editor.pages.get("a");
  assert.ok(opened !== undefined);
  assert.equal(opened.shown.length, 0);
  opened.listener.pressed("ready");
  await settled();
  assert.match(opened.shown.at(-1)?.headline ?? "", /<h1>a<\/h1>/);
  assert.deepEqual([...service.watched], ["a"]);
  assert.deepEqual(service.questions("get_history").at(-1), { id: "a", detail: true });
  opened.listener.closed();
  await settled();
  assert.deepEqual([...service.watched], []);
});

test("of an SLO that is younger than its period the charts begin with it", async () => {
  const { editor, showing, service, connect } = set();
  await connect();
  service.on("get_slo", () => detail("a", { since: "2026-11-20T00:00:00Z" }));
  await showing.show("a");
  await settled();
  const { start, step } = service.questions("get_history")[0] ?? {};
  assert.deepEqual([start, step], ["2026-11-20T00:00:00Z", 757]);
  assert.equal(editor.pages.size, 1);
});

test("the definition of an SLO is found by its name; if it is nowhere, that is said", async () => {
  const { editor, showing, connect } = set();
  await connect();
  editor.files = [{ uri: "file:///w/shop.yaml", name: "shop.yaml", version: 1, text: DEFINITIONS }];
  await showing.goToDefinition("availability.0123456789abcdef");
  assert.deepEqual(editor.revealed[0]?.[1].start, { line: 10, character: 10 });
  await showing.goToDefinition("nowhere");
  assert.match(editor.told[0]?.text ?? "", /No file of this workspace defines nowhere/);
});
