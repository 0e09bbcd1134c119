/** The package as it would be published: what is in it, in a project of its own, and in a browser. */

import assert from "node:assert/strict";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";

import { aVerdict, FakeMonitor } from "../src/testing/index.js";
import { VERSION } from "../src/version.js";
import { PACKAGE, ran } from "./programs.js";
import { serving, type Serving } from "./serving.js";

const README = readFileSync(join(PACKAGE, "README.md"), "utf8");
const PROGRAMS = [...README.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, program = ""]) => program);
const SETTINGS = {
  compilerOptions: {
    target: "es2022",
    module: "nodenext",
    lib: ["es2022"], // fetch and its kin are those of Node here
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmitOnError: true,
  },
};

let project = "";
let service: Serving;

before(async () => {
  project = mkdtempSync(join(tmpdir(), "slo-monitor-"));
  service = await serving();
  await succeeds(
    ["npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", project],
    PACKAGE,
  );
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", type: "module" }));
  const tarball = `./slo-monitor-${VERSION}.tgz`;
  await succeeds(["npm", "install", "--offline", "--silent", "--no-audit", tarball]);
  for (const types of ["@types", "undici-types"]) {
    symlinkSync(join(PACKAGE, "node_modules", types), join(project, "node_modules", types));
  }
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(SETTINGS));
  PROGRAMS.forEach((program, number) => {
    writeFileSync(join(project, `readme${String(number)}.ts`), program);
  });
});

after(() => {
  service.close();
  rmSync(project, { recursive: true });
});

async function succeeds(command: readonly string[], cwd = project): Promise<string> {
  const { code, out, err } = await ran(command, { cwd, env: { SLO_MONITOR_URL: service.url } });
  assert.equal(code, 0, out + err);
  return out;
}

test("the version is that of the package", () => {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as {
    version: string;
  };
  assert.equal(version, VERSION);
});

test("nothing but the build, the licence and the words is packed", () => {
  const packed = readdirSync(join(project, "node_modules/slo-monitor"));
  const words = ["CHANGELOG.md", "LICENSE", "README.md", "dist", "package.json"];
  assert.deepEqual(packed.sort(), words);
});

test("the programs of the README compile and run in a project of their own", async () => {
  assert.ok(PROGRAMS.length > 3);
  await succeeds([process.execPath, join(PACKAGE, "node_modules/typescript/bin/tsc"), "-p", "."]);
  const said = await Promise.all(
    PROGRAMS.map((_program, number) => succeeds([process.execPath, `readme${String(number)}.js`])),
  );
  assert.deepEqual(said, [
    "checkout-latency HEALTHY 0.8\nship\n",
    "PASS checkout-latency: 80.0% of the error budget is left.\n",
    "UNKNOWN_SLO no SLO has the id 'nope'\n",
    "1 ALERT_CHANGED undefined\n0 null\n1 All is well.\n",
    "definition.name\n[ 0.5 ] 2\n",
  ]);
});

test("it can be bundled for a browser, without anything of Node", async () => {
  const bundled = await build({
    entryPoints: [join(PACKAGE, "dist/index.js")],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "silent",
  });
  const [file] = bundled.outputFiles;
  assert.doesNotMatch(file?.text ?? "", /node:|\bprocess\b|\bBuffer\b|\brequire\b/);
});

for (const [verdict, code] of Object.entries({ PASS: 0, FAIL: 1, INCONCLUSIVE: 3, ERROR: 4 })) {
  test(`the example exits with ${String(code)} on ${verdict}`, async (context) => {
    const judging = await serving(() =>
      new FakeMonitor().answer("check_slos", aVerdict({ verdict, summary: "So it is." })),
    );
    context.after(() => {
      judging.close();
    });
    const ended = await ran([process.execPath, "examples/gate.mjs", "--slo", "a"], {
      env: { SLO_MONITOR_URL: judging.url },
    });
    assert.deepEqual(ended, { code, out: `${verdict}: So it is.\n`, err: "" });
  });
}

test("the example exits with 2 if there is no such SLO", async (context) => {
  const refusing = await serving(() =>
    new FakeMonitor().refuse("check_slos", { status: 404, code: "UNKNOWN_SLO", detail: "none" }),
  );
  context.after(() => {
    refusing.close();
  });
  const ended = await ran([process.execPath, "examples/gate.mjs"], {
    env: { SLO_MONITOR_URL: refusing.url },
  });
  assert.deepEqual(ended, { code: 2, out: "", err: "UNKNOWN_SLO: none\n" });
});
