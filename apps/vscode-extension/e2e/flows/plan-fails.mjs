/** A plan fails, says why, and can be run again. */
import { begin } from "../plans.mjs";

export async function play(editor) {
  await editor.open();
  await editor.status("exhausted").waitFor();
  await begin(editor, "bad");
  await editor.toast("Plan bad: FAIL.").waitFor();
  await editor.shot("failed-verdict");
  await editor.press("Plan bad: FAIL.", "Run Again");
  await editor.toast("Plan bad: FAIL.").waitFor();
  await editor.press("Plan bad: FAIL.", "Show Report");
  await editor.inside().locator("h1", { hasText: "bad: FAIL" }).waitFor();
  await editor.inside().locator("td", { hasText: "checkout-latency" }).first().waitFor();
  await editor.shot("report");
}
