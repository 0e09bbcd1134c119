/** Bundles each test and runs them all: `npm test`, or `npm test -- words` for those whose name has it. */
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { bundle, DEFINED, ROOT, WITHOUT_CHECKER } from "./bundle.mjs";

const outdir = `${ROOT}build/test`;
const wanted = process.argv[2] ?? "";
const tests = readdirSync(`${ROOT}test`, { recursive: true }).filter(
  (name) => name.endsWith(".test.ts") && name.includes(wanted),
);

rmSync(outdir, { recursive: true, force: true });
await bundle();
await build({
  entryPoints: tests.map((name) => `${ROOT}test/${name}`),
  outbase: `${ROOT}test`,
  outdir,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  sourcemap: "inline",
  logLevel: "warning",
  define: { ...DEFINED, EXTENSION_ROOT: JSON.stringify(ROOT) },
  alias: WITHOUT_CHECKER,
});
const files = tests.map((name) => `${outdir}/${name.replace(/\.ts$/, ".cjs")}`);
const reporter = process.stdout.isTTY ? "spec" : "dot";
const ran = spawnSync(process.execPath, ["--enable-source-maps", "--test", `--test-reporter=${reporter}`, ...files], {
  stdio: "inherit",
});
process.exitCode = ran.status ?? 1;
