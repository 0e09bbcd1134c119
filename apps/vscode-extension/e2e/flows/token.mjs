/** A service that wants a token: a wrong one is refused, the right one is kept, and not in a file. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";

const WRONG = `slom_${"x".repeat(8)}`;

export async function play(editor, { service, token, data, workspace }) {
  const refused = `SLO Monitor at ${service} does not accept the token, or wants one.`;
  await editor.open();
  await editor.toast(refused).waitFor();
  await editor.status("SLO: refused").waitFor();
  await editor.press(refused, "Enter Token");
  await editor.answer("Token for SLO Monitor", WRONG);
  await editor.box("Token for SLO Monitor").waitFor({ state: "hidden" });
  await editor.press(refused, "Enter Token");
  await editor.box("Token for SLO Monitor").waitFor();
  assert.equal(
    await editor.page.locator(".quick-input-widget .quick-input-box input").getAttribute("type"),
    "password",
  );
  await editor.shot("asks");
  await editor.answer("Token for SLO Monitor", token);
  await editor.toast(`Connected to SLO Monitor at ${service}.`).waitFor();
  await editor.shot("connected");

  await editor.page.reload();
  await editor.status(/exhausted|healthy|unknown/).waitFor();
  assert.deepEqual(await editor.toast("").allInnerTexts(), []);
  assert.deepEqual(
    [data, workspace].flatMap((folder) => filesWith(token, folder)),
    [],
  );
}

function filesWith(text, folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => `${folder}/${name}`)
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() && readFileSync(path).includes(text));
}
