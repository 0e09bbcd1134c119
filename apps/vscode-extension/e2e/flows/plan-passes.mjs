/** A plan is picked, followed step by step, and passes. */
import { begin } from "../plans.mjs";

export async function play(editor) {
  await editor.open();
  await editor.status("exhausted").waitFor();
  await begin(editor, "good");
  await editor.toast("Step 1 of 2").waitFor();
  await editor.shot("progress");
  await editor.toast("Plan good: PASS.").waitFor();
  await editor.shot("passed");
  await editor.press("Plan good: PASS.", "Show Report");
  await editor.inside().locator("h1", { hasText: "good: PASS" }).waitFor();
  await editor.inside().locator("td", { hasText: "succeeded" }).first().waitFor();
  await editor.shot("report");
}
