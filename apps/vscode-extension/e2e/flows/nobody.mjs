/** Somebody else answers at the address, then nobody does, and in the end the service. */
import { outside } from "../outside.mjs";

export async function play(editor, { service, stranger }) {
  const isNone = `What answers at ${stranger} is no SLO Monitor`;
  await editor.open();
  await editor.toast(isNone).waitFor();
  await editor.status("SLO: refused").waitFor();
  await editor.shot("stranger");

  await outside("stop");
  await editor.press(isNone, "Open Settings");
  await editor.page.locator(".setting-item-contents[data-key='sloMonitor.address'] input").fill(service);
  await editor.status("SLO: reconnecting").waitFor();
  await editor.command("SLO Monitor: Check SLOs");
  await editor.press("Check SLOs: not connected to SLO Monitor.", "Connect");
  await editor.toast(`SLO Monitor does not answer at ${service}.`).waitFor();
  await editor.shot("nobody");

  await outside("start");
  await editor.status("exhausted").waitFor();
}
