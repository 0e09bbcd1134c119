/** The user's settings, changed as by a person who edits the file. */
import { readFileSync, writeFileSync } from "node:fs";

export function set(file, settings) {
  const held = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...held, ...settings }, null, 2));
}
