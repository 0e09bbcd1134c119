/** A workspace that is not trusted runs no plan and cannot say where to connect; a trusted one can. */
import { rmSync } from "node:fs";
import { begin } from "../plans.mjs";

export async function play(editor, { workspace }) {
  const { page } = editor;
  await page.goto(`${editor.facts.editor}/?folder=${workspace}`);
  const dialog = page.locator(".monaco-dialog-box", { hasText: "Do you trust the authors" });
  await dialog.locator(".monaco-button", { hasText: "No, I don't trust" }).click({ timeout: 60_000 });
  await editor.status("exhausted").waitFor(); // at the user's address, not at the workspace's
  await editor.command("SLO Monitor: Run Plan");
  const refused = "Plans load real systems, so SLO Monitor runs none in a workspace that is not trusted.";
  await editor.toast(refused).waitFor();
  await editor.shot("refused");

  await editor.press(refused, "Manage Workspace Trust");
  await editor.tab("Workspace Trust").waitFor();
  await page
    .locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust/ })
    .first()
    .click();
  await editor.status("SLO: reconnecting").waitFor(); // at the workspace's address, where nobody is
  rmSync(`${workspace}/.vscode`, { recursive: true });
  await editor.status("exhausted").waitFor();
  await begin(editor, "good");
  await editor.toast("Plan good: PASS.").waitFor();
  await editor.shot("trusted");
}
