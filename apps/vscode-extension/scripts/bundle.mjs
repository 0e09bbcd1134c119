/** What is bundled, and how: the extension with all it needs, and the script of its pages. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));

export const DEFINED = { EXTENSION_VERSION: JSON.stringify(version) };

/** The SDK would bring a checker of schemas along; our own readers check what we use. */
export const WITHOUT_CHECKER = { "@modelcontextprotocol/client/_shims": `${ROOT}scripts/no-checker.mjs` };

/** Parts that most starts do without: each is a file of its own, read when it is first needed. */
const APART = { "./connection/mcp": "mcp", "./language": "language", "../files/language": "language" };

const apart = {
  name: "apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, kind }) =>
      kind === "dynamic-import" && APART[path] !== undefined
        ? { path: `./${APART[path]}.js`, external: true }
        : undefined,
    );
  },
};

export async function bundle(outdir = `${ROOT}dist`) {
  const shared = { bundle: true, minify: true, outdir, logLevel: "warning", absWorkingDir: ROOT };
  await Promise.all([
    build({
      ...shared,
      entryPoints: { extension: "src/extension.ts", mcp: "src/connection/mcp.ts", language: "src/files/language.ts" },
      plugins: [apart],
      platform: "node",
      target: "node20",
      format: "cjs",
      external: ["vscode"],
      supported: { "dynamic-import": false },
      define: DEFINED,
      alias: WITHOUT_CHECKER,
      legalComments: "none",
    }),
    build({
      ...shared,
      entryPoints: { page: "src/page/script.ts" },
      platform: "browser",
      target: "chrome120",
      format: "iife",
      tsconfig: "src/page/tsconfig.json",
    }),
  ]);
}
