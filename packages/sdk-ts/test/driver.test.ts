import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { OPERATIONS } from "../src/operations.js";
import { ran } from "./programs.js";
import { serving, type Serving } from "./serving.js";

const DRIVER = [process.execPath, "driver/driver.mjs"];

let service: Serving;

before(async () => {
  service = await serving();
});

after(() => {
  service.close();
});

/** Lines that the program says by the id of their command. */
async function said(...commands: object[]): Promise<Record<number, Record<string, unknown>[]>> {
  const input = commands.map((each) => `${JSON.stringify(each)}\n`).join("");
  const { code, out, err } = await ran([...DRIVER, "--url", service.url], { input });
  assert.equal(code, 0, err);
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: number });
  const found: Record<number, Record<string, unknown>[]> = {};
  for (const { id, ...line } of lines) (found[id] ??= []).push(line);
  return found;
}

test("the end of the input cancels what runs", async () => {
  const found = await said(
    { id: 1, call: "get_slo", with: { id: "a" } },
    { id: 2, call: "listen_to_events", with: {} },
  );
  assert.equal((found[1]?.[0]?.["error"] as { kind: string }).kind, "CANCELLED");
  assert.deepEqual(found[2], [{ ended: true }]);
});

test("what it cannot read ends it with 2", async () => {
  for (const input of ["no\n", `{"id": 1, "call": "make_tea"}\n`]) {
    const { code, err } = await ran([...DRIVER, "--url", service.url], { input });
    assert.equal(code, 2);
    assert.match(err, /^no command: /);
  }
});

test("it knows every operation", async () => {
  const { CALLS, STREAMS } = (await import(
    new URL("../../driver/calls.mjs", import.meta.url).href
  )) as Record<"CALLS" | "STREAMS", object>;
  const known = [...Object.keys(CALLS), ...Object.keys(STREAMS)];
  assert.deepEqual(known.sort(), Object.keys(OPERATIONS).sort());
});
