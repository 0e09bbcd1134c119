/** In a definition file: lines above SLOs, marks where something is wrong, hovers, completion. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export async function play(editor, { workspace }) {
  const lines = readFileSync(`${workspace}/shop.yaml`, "utf8").split("\n");
  const lineOf = (text) => lines.findIndex((line) => line.includes(text)) + 1;
  await editor.open();
  await editor.status("exhausted").waitFor();
  await editor.openFile("shop.yaml");
  await editor
    .lens(/of budget left · p95 /)
    .first()
    .waitFor();
  await editor.lens(/^worst of 3 groups, shop-availability \(route=.*\): .* of budget left/).waitFor();
  await editor.lens("Run check").first().waitFor();

  await editor.goTo(lineOf("name: checkout-latency"), 12);
  await editor.command("Show or Focus Hover");
  const hover = editor.page.locator(".monaco-hover", { hasText: "burn rate over 1 h" });
  await hover.waitFor();
  assert.match(await hover.innerText(), /checkout-latency.*exhausted/s);
  await editor.shot("hover");
  await editor.key("Escape");

  await mark(editor, lineOf("objective: 95%"));
  await complete(editor, lineOf("objective: 95%"));

  await editor.command("File: Revert File");
  await editor.lens("Run check").first().getByText("Run check").click();
  await editor.toast("checkout-latency: FAIL.").waitFor();
}

async function mark(editor, line) {
  await editor.goTo(line, 16);
  await editor.key("Shift+End");
  await editor.page.keyboard.type("101%");
  await editor.page.locator(".squiggly-error").first().waitFor();
  await editor.command("Problems: Focus on Problems View");
  const problem = editor.page.locator(".markers-panel .monaco-list-row", { hasText: "SLO Monitor" });
  await problem.first().waitFor();
  assert.match(await problem.first().innerText(), new RegExp(`Ln ${line}, Col`));
  await editor.shot("marked");
  await editor.key("Control+1");
  await editor.goTo(line, 16);
  await editor.key("Shift+End");
  await editor.page.keyboard.type("95%");
  await editor.page.locator(".squiggly-error").first().waitFor({ state: "detached" });
}

async function complete(editor, line) {
  await editor.goTo(line, 19);
  await editor.key("Enter", "Control+Space");
  const suggested = editor.page.locator(".suggest-widget .monaco-list-row");
  await suggested.filter({ hasText: "group_by" }).waitFor();
  const names = (await suggested.allInnerTexts()).join(" ");
  assert.doesNotMatch(names, /objective/, "what is there already is not offered");
  await editor.shot("completion");
  await editor.key("Escape");
}
