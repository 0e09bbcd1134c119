/** What a flow asks of those who play it: a line of JSON out, a line back once it is done. */
import { createInterface } from "node:readline";

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Have something done outside the editor, such as `kill`; gives what came of it. */
export async function outside(task) {
  process.stdout.write(`${JSON.stringify({ do: task })}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error(`nobody did "${task}"`);
  return JSON.parse(value).done;
}

/** Tell a figure that was measured. */
export function told(name, value) {
  process.stdout.write(`${JSON.stringify({ measured: name, value })}\n`);
}
