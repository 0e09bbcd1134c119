/** The service is killed while a plan runs: that is told at once, and how the run ended once it is back. */
import { outside } from "../outside.mjs";
import { begin } from "../plans.mjs";

export async function play(editor) {
  await editor.open();
  await editor.status("exhausted").waitFor();
  await begin(editor, "patience");
  await editor.toast("Step 1 of 2").waitFor();
  await outside("kill");
  await editor.toast("Plan patience: the connection to SLO Monitor was lost.").waitFor();
  await editor.shot("lost");
  await outside("start");
  await editor.toast("Plan patience: interrupted.").waitFor();
  await editor.status("exhausted").waitFor();
  await editor.shot("interrupted");
}
