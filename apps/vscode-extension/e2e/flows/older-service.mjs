/** A service that speaks the protocol's revision of 2025: everything works over a session. */
import { until } from "../editor.mjs";
import { older } from "../older.mjs";
import { begin } from "../plans.mjs";
import { set } from "../settings.mjs";

export async function play(editor, { service, settings }) {
  const before = await older(service);
  try {
    set(settings, { "sloMonitor.address": before.address });
    await editor.open();
    await editor.status("exhausted").waitFor();
    await editor.command("Output: Show Output Channels...");
    await editor.page.getByPlaceholder("Select output channel").fill("SLO Monitor");
    await editor.option("SLO Monitor").first().click();
    await editor.page.locator(".output-view .view-line", { hasText: "revision is 2025-11-25" }).waitFor();
    await editor.shot("revision");
    await editor.key("Control+j"); // closes the panel

    await editor.openTree();
    await editor.unfold("Service shop");
    await editor.row("SLO checkout-latency, exhausted").locator(".monaco-icon-label").click();
    const evaluated = editor.inside().locator("#figures dt", { hasText: "evaluated at" }).locator("+ dd");
    const first = await evaluated.innerText();
    await until(async () => (await evaluated.innerText()) !== first, "the session tells of a new evaluation");

    await begin(editor, "good");
    await editor.toast("Step 1 of 2").waitFor();
    await editor.toast("Plan good: PASS.").waitFor();
    await editor.clearToasts();
    await begin(editor, "patience");
    await editor.press("Step 1 of 2", "Cancel");
    await editor.toast("Plan patience: cancelled.").waitFor();
    await editor.shot("cancelled");
  } finally {
    before.close();
  }
}
