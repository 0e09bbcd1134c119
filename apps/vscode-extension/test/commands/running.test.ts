import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../src/contract/problem";
import { run } from "../samples";
import { settled } from "../standins";
import { gone, plans, set } from "./setting";

test("a plan is chosen, followed and judged, and its report can be read", async () => {
  const { editor, running, service, connect } = set();
  await connect();
  service.on("list_plans", () => plans(null, "look", "gate"));
  service.on("run_plan", (_question, { onProgress }) => {
    onProgress?.({ done: 0.5, total: 2, message: "Step 1 of 2: WAIT" });
    onProgress?.({ done: 2, total: 2, message: "done" });
    return run();
  });
  editor.picks = ["look"];
  editor.presses = ["Show Report"];
  await running.run(undefined);
  assert.deepEqual(editor.advances, [
    { increment: 25, message: "Step 1 of 2: WAIT (25 %)" },
    { increment: 75, message: "done (100 %)" },
  ]);
  assert.deepEqual([editor.told[0]?.gravity, editor.told[0]?.text], ["info", "Plan look: PASS. 6 of 6 SLOs PASS."]);
  assert.match(editor.reports.get("Run of look") ?? "", /^# look: PASS/);
});

test("a plan that fails is told as an error, and a verdict that is not known is no good news", async () => {
  const { editor, running, service, connect } = set();
  await connect();
  service.on("list_plans", () => plans());
  service.on("run_plan", () => run({ verdict: "FAIL", summary: null }));
  await running.run("look");
  service.on("run_plan", () => run({ verdict: "SPLENDID" }));
  await running.run("look");
  assert.deepEqual(
    editor.told.map((each) => each.gravity),
    ["error", "warning"],
  );
});

test("in a workspace that is not trusted no plan runs, and the way on is offered", async () => {
  const { editor, running, service, connect } = set();
  await connect();
  editor.trusted = false;
  editor.presses = ["Manage Workspace Trust"];
  await running.run(undefined);
  assert.match(editor.told[0]?.text ?? "", /not trusted/);
  assert.deepEqual(editor.executed, [["workbench.trust.manage", undefined]]);
  assert.deepEqual(service.questions("run_plan"), []);
});

test("a plan that is cancelled is followed to its end", async () => {
  const { editor, running, service, connect, clock } = set();
  await connect();
  let last: object = run({ id: "old" });
  service.on("list_plans", () => plans(last));
  service.on("run_plan", () => {
    last = run({ id: "new", state: "RUNNING", ended_at: null, verdict: null });
    editor.cancelling.abort();
    throw new Problem("CANCELLED", null, "called off");
  });
  const done = running.run("look");
  await settled();
  last = run({ id: "new", state: "CANCELLED", verdict: "INCONCLUSIVE", summary: "The run was cancelled." });
  await clock.pass(600);
  await done;
  assert.deepEqual(
    [editor.told[0]?.gravity, editor.told[0]?.text],
    ["warning", "Plan look: cancelled. The run was cancelled."],
  );
});

test("a service that dies during a plan: how the run ended is told once it is back", async () => {
  const { editor, running, service, connect, clock } = set();
  await connect();
  service.on("list_plans", () => plans(null));
  service.on("run_plan", () => {
    service.problem = gone;
    throw gone;
  });
  const done = running.run("look");
  await settled();
  assert.match(editor.told[0]?.text ?? "", /connection to SLO Monitor was lost/);
  await clock.pass(3000);
  service.problem = undefined;
  service.on("list_plans", () =>
    plans(run({ state: "INTERRUPTED", verdict: "INCONCLUSIVE", summary: "The service ended." })),
  );
  await clock.pass(10_000);
  await done;
  assert.equal(editor.told[1]?.text, "Plan look: interrupted. The service ended.");
});

test("a plan that is refused says why, and can be tried again", async () => {
  const { editor, running, service, connect } = set();
  await connect();
  service.on("list_plans", () => plans());
  service.on("run_plan", () => {
    throw new Problem("INVALID", "PLAN_BUSY", "a run of look is under way: 46b4");
  });
  await running.run("look");
  assert.deepEqual(
    [editor.told[0]?.text, editor.told[0]?.actions],
    ["Run Plan: a run of look is under way: 46b4.", ["Retry"]],
  );
});
