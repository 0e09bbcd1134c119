/** How tests run programs. */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a program said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The folder of the package. */
export const PACKAGE = fileURLToPath(new URL("../../", import.meta.url)); // from build/test

/** Run a program to its end. */
export function ran(
  [command = "", ...words]: readonly string[],
  {
    cwd = PACKAGE,
    env = {},
    input = "",
  }: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string },
): Promise<Ended> {
  const child = spawn(command, words, { cwd, env: { ...process.env, ...env } });
  const said = { out: "", err: "" };
  child.stdout.on("data", (part: Buffer) => (said.out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (said.err += part.toString()));
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      resolve({ code, ...said });
    });
  });
}
