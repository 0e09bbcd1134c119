/**
 * What the extension adds to the start of the editor, as the editor itself measures it. Other
 * programs can only add to that: so it is started until it was quick once.
 */
import { told } from "../outside.mjs";

const MOST_STARTS = 8;

export async function play(editor, { most }) {
  const took = [];
  await editor.open();
  do {
    if (took.length > 0) await editor.page.reload();
    await editor.status("SLO: not connected").waitFor();
    await editor.command("Developer: Show Running Extensions");
    const row = editor.page.locator(".runtime-extensions-editor .extension", { hasText: "SLO Monitor" });
    const said = await row.locator(".activation-time").innerText();
    took.push(Number(/(\d+)ms/.exec(said)?.[1] ?? Number.NaN));
  } while (took.length < MOST_STARTS && Math.min(...took) >= Number(most));
  await editor.shot("measured");
  told("milliseconds", took);
}
