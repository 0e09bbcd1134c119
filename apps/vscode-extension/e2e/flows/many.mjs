/** 10,000 SLOs: the tree is there, and stays as quick as with few. */
import assert from "node:assert/strict";
import { told } from "../outside.mjs";

export async function play(editor) {
  await editor.open();
  const begun = performance.now();
  await editor.openTree();
  await editor.row("Service service-000, ").waitFor();
  told("first services", elapsed(begun));
  await editor.status("SLO: healthy").locator("[aria-label*='worst of 10,000 is healthy']").waitFor();
  told("all SLOs", elapsed(begun));

  for (const service of ["service-000", "service-001"]) {
    await editor.row(`Service ${service}, `).waitFor();
    const pressed = performance.now();
    await editor.row(`Service ${service}, `).locator(".monaco-tl-twistie").click();
    await editor.row(`SLO ${service.replace("service", "slo")} (route=/000), `).waitFor();
    told(`open ${service}`, elapsed(pressed));
    await editor.shot(service);
    await editor.row(`Service ${service}, `).locator(".monaco-tl-twistie").click();
    await editor
      .row(`SLO ${service.replace("service", "slo")} (`)
      .first()
      .waitFor({ state: "detached" });
  }
  const pressed = performance.now();
  await editor.command("SLO Monitor: Show SLO");
  await editor.choose("Which SLO?", "slo-099 (route=/099)");
  await editor.inside().locator("#headline h1", { hasText: "slo-099 (route=/099)" }).waitFor();
  told("choose one of all", elapsed(pressed));
  assert.equal((await editor.rows()).length > 10, true);
}

function elapsed(since) {
  return Math.round(performance.now() - since);
}
