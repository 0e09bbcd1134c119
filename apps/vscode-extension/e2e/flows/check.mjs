/** Checks: of all SLOs, and of one service; the verdict as a message, and a report. */

export async function play(editor) {
  await editor.open();
  await editor.status("exhausted").waitFor();
  await editor.command("SLO Monitor: Check SLOs");
  await editor.choose("Check which SLOs?", "all SLOs");
  await editor.toast("all SLOs: FAIL.").waitFor();
  await editor.press("all SLOs: FAIL.", "Show Report");
  await editor.inside().locator("h1", { hasText: "FAIL" }).waitFor();
  await editor.inside().locator("td", { hasText: "checkout-latency" }).first().waitFor();
  await editor.shot("report");

  await editor.clearToasts();
  await editor.command("SLO Monitor: Check SLOs");
  await editor.choose("Check which SLOs?", "stall");
  await editor.toast("stall: PASS.").waitFor();
  await editor.shot("passed");
}
