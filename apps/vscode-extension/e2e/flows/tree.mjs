/** The tree: states, budgets, burn rates and alerts; and it follows what happens by itself. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";

const NEW = (objective) => `version: 1
service: till
slos:
  - name: till-availability
    objective: ${objective}
    period: 30d
    indicator:
      ratio:
        bad: http_requests_total{service="shop",route="/cart"}
        total: http_requests_total{service="shop"}
`;

export async function play(editor, { workspace }) {
  await editor.open();
  await editor.openTree();
  await editor.row("Service shop, exhausted").waitFor();
  await editor.unfold("Service shop");
  await editor
    .row("SLO checkout-latency, exhausted, 0 % of budget left")
    .or(editor.row("SLO checkout-latency, exhausted, -"))
    .waitFor();
  await editor.row("SLO nobody-comes, ").waitFor();
  await editor.row("SLO shop-availability (route=/cart), healthy").waitFor();

  await editor.unfold("SLO checkout-latency");
  await editor.row("Budget ").waitFor();
  await editor.row("Latency p95 ").waitFor();
  await editor.row("Burn rate over 1 h ").waitFor();
  await editor.row("Alert page-fast page").waitFor();
  const order = (await editor.rows()).filter((name) => name.startsWith("SLO "));
  assert.match(order[0], /^SLO checkout-latency, exhausted/, "the worst stands first");
  await editor.shot("unfolded");

  // It is asked for changes once in an hour here: what follows is told by the service.
  const file = `${workspace}/till.yaml`;
  try {
    writeFileSync(file, NEW("10%"));
    await editor.row("Service till, healthy").waitFor();
    await editor.unfold("Service till");
    await editor.row("SLO till-availability, healthy").waitFor();
    await editor.shot("one-more");
    await editor.row("SLO till-availability").locator(".monaco-icon-label").click();
    await editor.inside().locator("#headline .state strong", { hasText: "healthy" }).waitFor();
    writeFileSync(file, NEW("99.9%"));
    await editor.row("SLO till-availability, exhausted").waitFor();
    await editor.inside().locator("#headline .state strong", { hasText: "exhausted" }).waitFor();
  } finally {
    rmSync(file);
  }
  await editor.row("Service till").waitFor({ state: "detached" });
  await editor.inside().locator("#notice [role=alert]", { hasText: "The service knows no such SLO." }).waitFor();
  await editor.shot("gone");
}
