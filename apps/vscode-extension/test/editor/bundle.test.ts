/** What is shipped is small, and starts in an editor that only looks like one; `make bench` measures a real one. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { test } from "node:test";

declare const EXTENSION_ROOT: string;

const MOST_BYTES = 600_000;
const MOST_BYTES_OF_A_START = 64_000;

/** Loads the bundle with an editor whose every member can be called; says which commands it has, and what it read. */
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
console.log(JSON.stringify({ registered, read: Object.keys(require.cache) }));
process.exit(0);
`;

test("the bundle stays small, all of it", () => {
  const sizes = readdirSync(`${EXTENSION_ROOT}dist`).map((name) => statSync(`${EXTENSION_ROOT}dist/${name}`).size);
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < MOST_BYTES, sizes.join(", "));
});

/** Starts the bundle in an editor that has no service to connect to. */
function started(): { registered: string[]; read: string[] } {
  const ran = spawnSync(process.execPath, ["-e", STARTS, `${EXTENSION_ROOT}dist/extension.js`], { encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr.slice(-1000));
  return JSON.parse(ran.stdout) as { registered: string[]; read: string[] };
}

test("the bundle as it is shipped starts, and registers every command", () => {
  assert.equal(started().registered.length, 7);
});

test("a start reads one small file, and leaves the rest until it is needed", () => {
  const { read } = started();
  assert.deepEqual(read, [`${EXTENSION_ROOT}dist/extension.js`]);
  assert.ok(statSync(`${EXTENSION_ROOT}dist/extension.js`).size < MOST_BYTES_OF_A_START);
});
