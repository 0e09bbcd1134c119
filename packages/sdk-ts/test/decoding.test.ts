import assert from "node:assert/strict";
import { test } from "node:test";

import { Undecodable } from "../src/decode.js";
import { parsed, parsedExactly } from "../src/int64.js";
import { event } from "../src/models/event.js";
import { status } from "../src/models/status.js";
import { asFarAs } from "./comparing.js";
import { SCHEMAS } from "./schemas.js";
import { cases } from "./vectors.js";

interface Case {
  readonly name: string;
  readonly message: string;
  readonly json: unknown;
  readonly decoded?: Readonly<Record<string, unknown>>;
  readonly refused_at?: string;
}

for (const each of cases("decoding") as readonly Case[]) {
  test(`decoding: ${each.name}`, () => {
    const decoder = SCHEMAS[each.message];
    assert.ok(decoder, each.message);
    const message = JSON.stringify(each.json);
    if (each.decoded === undefined) {
      const isThere = (error: unknown) =>
        error instanceof Undecodable && error.place === each.refused_at;
      assert.throws(() => parsed(message, decoder.read), isThere);
      return;
    }
    const found = parsed(message, decoder.read);
    assert.deepEqual(asFarAs(each.decoded, found), each.decoded);
  });
}

const EVENT = `{"id": 9223372036854775807, "kind": "RESET", "at": null, "generation": 9007199254740993}`;

test("a whole number beyond 2^53 - 1 is read exactly", () => {
  const { id, generation } = parsed(EVENT, event.read);
  assert.equal(id, 9223372036854775807n);
  assert.equal(generation, 9007199254740993n);
});

test("a whole number beyond 64 bits is refused at its place", () => {
  const json = EVENT.replace("9223372036854775807", "9223372036854775808");
  assert.throws(() => parsed(json, event.read), { place: "id" });
});

test("digits inside of text, and of fractions, stay what they are", () => {
  const json = `{"a": "x,12345678901234567890,", "b": 0.12345678901234567, "c": [12345678901234567890]}`;
  assert.deepEqual(parsedExactly(json), {
    a: "x,12345678901234567890,",
    b: 0.12345678901234567,
    c: [12345678901234567890n],
  });
});

test("a count beyond 2^53 is a number as near as one is", () => {
  const [json] = (cases("decoding") as readonly Case[]).filter(
    ({ message }) => message === "Status",
  );
  const text = JSON.stringify(json?.json).replace(/"covered_ratio":1/, '"covered_ratio":1e400');
  assert.throws(() => parsed(text, status.read), { place: "covered_ratio" });
});

test("what is no time is refused at its place", () => {
  const json = EVENT.replace(`"at": null`, `"at": "yesterday"`);
  assert.throws(() => parsed(json, event.read), { place: "at" });
});

test("a period of a kind that is not known is refused at its kind", () => {
  const [json] = (cases("decoding") as readonly Case[]).filter(
    ({ message }) => message === "Status",
  );
  const text = JSON.stringify(json?.json).replace('"ROLLING"', '"LUNAR"');
  assert.throws(() => parsed(text, status.read), { place: "period.kind" });
});
