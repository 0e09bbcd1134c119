/** The service restarts: the editor says so, keeps what it knew, and is connected again by itself. */
import assert from "node:assert/strict";
import { until } from "../editor.mjs";
import { outside } from "../outside.mjs";

export async function play(editor) {
  await editor.open();
  await editor.status("exhausted").waitFor();
  await editor.openTree();
  await editor.unfold("Service shop");
  await editor.row("SLO checkout-latency, exhausted").locator(".monaco-icon-label").click();
  const page = editor.inside();
  await page.locator("#headline .state strong", { hasText: "exhausted" }).waitFor();

  await outside("stop");
  await editor.status("SLO: reconnecting").waitFor();
  await editor.treeMessage("Not connected: figures as of").waitFor();
  await editor.row("SLO checkout-latency, exhausted").waitFor();
  await page.locator("#notice [role=alert]", { hasText: "Not connected to SLO Monitor." }).waitFor();
  await editor.shot("lost");

  await outside("start");
  await editor.status("exhausted").waitFor();
  await editor.treeMessage("Not connected").waitFor({ state: "detached" });
  await page.locator("#notice [role=alert]").waitFor({ state: "detached" });
  const evaluated = page.locator("#figures dt", { hasText: "evaluated at" }).locator("+ dd");
  const before = await evaluated.innerText();
  await until(async () => (await evaluated.innerText()) !== before, "what happens is told again");
  assert.deepEqual(await editor.toast("").allInnerTexts(), [], "nobody had to do anything");
  await editor.shot("back");
}
