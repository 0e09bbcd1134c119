/** Connecting for the first time: the address is asked for, looked at, and kept in the settings. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export async function play(editor, { service, settings }) {
  await editor.open();
  await editor.status("SLO: not connected").waitFor();
  await editor.openTree();
  await editor.treeMessage("There is no connection to SLO Monitor.").waitFor();

  await editor.command("SLO Monitor: Connect to Agent");
  await editor.answer("Connect to SLO Monitor", "ftp://example");
  await editor.box("The address begins with http:// or https://").waitFor();
  await editor.shot("asks");
  await editor.answer("Connect to SLO Monitor", service);
  await editor.toast(`Connected to SLO Monitor at ${service}.`).waitFor();
  await editor.status("exhausted").waitFor();
  await editor.row("Service shop, exhausted").waitFor();
  await editor.shot("connected");
  assert.equal(JSON.parse(readFileSync(settings, "utf8"))["sloMonitor.address"], service);

  await editor.command("SLO Monitor: Disconnect");
  await editor.status("SLO: not connected").waitFor();
  await editor.treeMessage("There is no connection to SLO Monitor.").waitFor();
  assert.deepEqual(await editor.rows(), []);

  await editor.page.reload(); // as an editor that starts anew
  await editor.status("exhausted").waitFor();
}
