/** A run that goes on is called off in the editor, and is cancelled in the service too. */
import assert from "node:assert/strict";
import { begin } from "../plans.mjs";

export async function play(editor, { service }) {
  await editor.open();
  await editor.status("exhausted").waitFor();
  await begin(editor, "patience");
  await editor.toast("Step 1 of 2").waitFor();
  await editor.shot("progress");
  await editor.press("Step 1 of 2", "Cancel");
  await editor.toast("Plan patience: cancelled.").waitFor();
  await editor.shot("cancelled");
  const { plans } = await (await fetch(`${service}/plans`)).json();
  assert.equal(plans.find((plan) => plan.name === "patience").last_run.state, "CANCELLED");
}
