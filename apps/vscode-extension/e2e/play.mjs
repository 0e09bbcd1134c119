/**
 * Plays a flow in a real editor: `node e2e/play.mjs NAME`, with what it needs to know as JSON in
 * SLO_MONITOR_FLOW. `tests/vscode` starts the servers, plays the flows and does what they ask for
 * outside the editor. A flow that fails leaves a screenshot, and says what stood on the screen.
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Editor } from "./editor.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const flows = readdirSync(`${here}flows`).map((name) => name.replace(/\.mjs$/, ""));
const name = process.argv[2] ?? "";
if (!flows.includes(name)) throw new Error(`There is no flow "${name}"; there are ${flows.join(", ")}.`);

const facts = JSON.parse(process.env["SLO_MONITOR_FLOW"] ?? "{}");
const { play } = await import(`./flows/${name}.mjs`);
const editor = await Editor.launch(name, facts);
try {
  await play(editor, facts);
} catch (error) {
  console.error(`The flow "${name}" failed: ${error.stack}\n${await editor.described()}`);
  console.error(`Screenshot: ${await editor.shot("failed")}`);
  process.exitCode = 1;
} finally {
  await editor.close();
}
process.stdin.unref();
