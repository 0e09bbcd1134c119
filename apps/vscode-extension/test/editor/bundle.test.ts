/** What is shipped is small, and starts in an editor that only looks like one; a real one measures it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { test } from "node:test";

declare const EXTENSION_ROOT: string;

const MOST_BYTES = 600_000;

/** Loads the bundle with an editor whose every member can be called, and says which commands it has. */
const STARTS = `
const Module = require("node:module");
const anything = () => new Proxy(function () {}, {
  get: (_, name) => name === Symbol.toPrimitive ? () => "" : name === "then" ? undefined : name === Symbol.iterator ? function* () {} : name === "get" ? (_, usual) => usual : name === "textDocuments" ? [] : anything(),
  apply: () => anything(),
  construct: () => anything(),
  set: () => true,
});
const registered = [];
const vscode = Object.fromEntries(
  ["window", "languages", "EventEmitter", "Uri", "StatusBarAlignment", "ThemeColor", "lm"].map((name) => [name, anything()]),
);
vscode.extensions = { getExtension: () => undefined };
const settings = { get: (_, usual) => usual, inspect: () => undefined };
vscode.workspace = new Proxy({ textDocuments: [], getConfiguration: () => settings }, { get: (held, name) => held[name] ?? anything() });
vscode.commands = { registerCommand: (id) => (registered.push(id), { dispose() {} }), executeCommand: async () => undefined };
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
require(process.argv[1]).activate({ subscriptions: [], secrets: { get: async () => undefined }, extensionUri: anything() });
console.log(JSON.stringify(registered));
process.exit(0);
`;

test("the bundle stays small, all of it", () => {
  const sizes = readdirSync(`${EXTENSION_ROOT}dist`).map((name) => statSync(`${EXTENSION_ROOT}dist/${name}`).size);
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < MOST_BYTES, sizes.join(", "));
});

test("the bundle as it is shipped starts, and registers every command", () => {
  const ran = spawnSync(process.execPath, ["-e", STARTS, `${EXTENSION_ROOT}dist/extension.js`], { encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr.slice(-1000));
  assert.equal((JSON.parse(ran.stdout) as string[]).length, 7);
});
