/** The manifest, the README and the shape of the source say the same, and keep to what was promised. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { SECTIONS } from "../../src/page/sections";
import { ACTIONS, NOT_TRUSTED } from "../../src/words/messages";

declare const EXTENSION_ROOT: string;

interface Manifest {
  readonly version: string;
  readonly engines: { readonly vscode: string };
  readonly contributes: {
    readonly commands: readonly { command: string; title: string }[];
    readonly configuration: { readonly properties: Record<string, { default: unknown }> };
    readonly mcpServerDefinitionProviders: readonly { id: string }[];
  };
  readonly capabilities: { readonly untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
}

const manifest = JSON.parse(text("package.json")) as Manifest;
const sources = readdirSync(`${EXTENSION_ROOT}src`, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);

function text(name: string): string {
  return readFileSync(`${EXTENSION_ROOT}${name}`, "utf8");
}

test("every setting and every command is in the README, with its default", () => {
  const readme = text("README.md");
  const { commands, configuration } = manifest.contributes;
  const missing = [
    ...Object.entries(configuration.properties).flatMap(([name, held]) => [
      `\`${name}\``,
      `\`${JSON.stringify(held.default)}\``,
    ]),
    ...commands.map(({ title }) => `**SLO Monitor: ${title}**`),
  ].filter((each) => !readme.includes(each));
  assert.deepEqual(missing, []);
});

test("every command of the manifest is carried out", () => {
  const composed = text("src/extension.ts");
  assert.deepEqual(
    manifest.contributes.commands.filter(({ command }) => !composed.includes(`"${command}"`)),
    [],
  );
});

test("the extension runs in the editor that it is tested in", () => {
  assert.equal(manifest.engines.vscode, "^1.100.0");
});

test("a workspace that is not trusted cannot say which service to talk to", () => {
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, "limited");
  assert.ok(restrictedConfigurations.includes("sloMonitor.address"));
});

test("only the files of the editor know its API, and only one knows the protocol's SDK", () => {
  const using = (what: string) =>
    sources.filter((name) => new RegExp(`from "${what}`).test(text(`src/${name}`))).sort();
  assert.deepEqual(
    using("vscode").filter((name) => name !== "editor.ts" && !name.startsWith("editor/")),
    ["extension.ts"],
  );
  assert.match(text("src/extension.ts"), /import type \{ ExtensionContext \} from "vscode"/);
  assert.deepEqual(using("@modelcontextprotocol"), ["connection/mcp.ts", "connection/subscriptions.ts"]);
});

test("extension.ts only composes, and no file is long", () => {
  assert.ok(text("src/extension.ts").split("\n").length < 110);
  assert.deepEqual(
    sources.filter((name) => text(`src/${name}`).split("\n").length > 300),
    [],
  );
});

test("the words that others rely on are those that are used", () => {
  const listed = text("docs/stable-words.md");
  const used = [...Object.values(ACTIONS), ...SECTIONS.map((name) => `#${name}`), NOT_TRUSTED.text];
  const commands = manifest.contributes.commands.map(({ command, title }) => `| \`${command}\` | ${title} |`);
  assert.deepEqual(
    [...used, ...commands].filter((each) => !listed.includes(each)),
    [],
  );
});
