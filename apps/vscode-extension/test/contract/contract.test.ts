/** The names that the extension uses are those of `packages/contract`. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Reader } from "../../src/contract/shape";
import { TOOLS } from "../../src/contract/tools";
import { VIEWS } from "../../src/contract/views";

declare const EXTENSION_ROOT: string;

interface Schema {
  readonly properties?: Record<string, Schema>;
  readonly anyOf?: readonly Schema[];
  readonly type?: string;
}

const CONTRACT = `${EXTENSION_ROOT}../../packages/contract`;
const schemas = (json("openapi.json") as { components: { schemas: Record<string, Schema> } }).components.schemas;

function json(name: string): unknown {
  return JSON.parse(readFileSync(`${CONTRACT}/${name}`, "utf8"));
}

function* shapesIn(reader: Reader<unknown>): Generator<Reader<unknown>> {
  if (reader.fields !== undefined) yield reader;
  const inner = [...Object.values(reader.fields ?? {}), ...(reader.inner === undefined ? [] : [reader.inner])];
  for (const each of inner) yield* shapesIn(each);
}

test("every tool is one of the table of operations", () => {
  const { operations } = json("operations.json") as { operations: { mcp: string | null }[] };
  const known = new Set(operations.map((each) => each.mcp));
  assert.deepEqual(
    Object.values(TOOLS).filter((tool) => !known.has(tool)),
    [],
  );
});

test("every field that is read is one of its schema, and null is expected wherever it may come", () => {
  const wrong: string[] = [];
  for (const view of Object.values(VIEWS)) {
    for (const { schema = "", fields = {} } of shapesIn(view)) {
      for (const [name, reader] of Object.entries(fields)) {
        const held = schemas[schema]?.properties?.[name];
        const mayBeNull = held?.anyOf?.some((each) => each.type === "null") ?? false;
        if (held === undefined) wrong.push(`${schema}.${name} is not there`);
        else if (mayBeNull && reader.isNullable !== true) wrong.push(`${schema}.${name} may be null`);
        else if (!mayBeNull && reader.isNullable === true) wrong.push(`${schema}.${name} is never null`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});
