import assert from "node:assert/strict";
import { test } from "node:test";

import { SloMonitor } from "../src/client.js";
import { SloMonitorError } from "../src/errors.js";
import { exitCode, passes } from "../src/verdict.js";
import { verdict } from "../src/models/verdict.js";
import { FakeClock } from "./clock.js";
import { cases } from "./vectors.js";

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Failed {
  readonly name: string;
  readonly now?: string;
  readonly response: Answered;
  readonly error: Readonly<Record<string, unknown>>;
}

interface Judged {
  readonly name: string;
  readonly verdict?: unknown;
  readonly response?: Answered;
  readonly exit_code: number;
  readonly passes?: boolean;
  readonly summary?: string;
}

function clientOf({ status, headers, body }: Answered, now?: string): SloMonitor {
  const clock = new FakeClock(now === undefined ? undefined : Date.parse(now));
  const fetch = () => Promise.resolve(new Response(body, { status, headers }));
  return new SloMonitor({ baseUrl: "http://127.0.0.1:8080", fetch }, clock);
}

async function errorOf(promise: Promise<unknown>): Promise<SloMonitorError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof SloMonitorError);
  return error;
}

for (const each of cases("errors") as readonly Failed[]) {
  test(`errors: ${each.name}`, async () => {
    const client = clientOf(each.response, each.now);
    // A write without a key is not repeated, so that the first answer is the error.
    const error = await errorOf(
      client.createExclusion({ start: "2026-11-22T15:00:00Z", reason: "x" }),
    );
    assert.deepEqual(
      {
        kind: error.kind,
        code: error.code,
        message: error.message.split("\n")[0],
        field: error.field,
        retryable: error.retryable,
        retry_after_seconds: error.retryAfterSeconds,
        verdict: error.verdict?.verdict,
      },
      { verdict: undefined, ...each.error },
    );
  });
}

for (const each of cases("verdicts") as readonly Judged[]) {
  test(`verdicts: ${each.name}`, async () => {
    if (each.response === undefined) {
      const found = verdict.read(each.verdict);
      assert.equal(exitCode(found), each.exit_code);
      assert.equal(passes(found), each.passes);
      assert.equal(found.summary, each.summary);
      return;
    }
    const asked = clientOf(each.response).checkSlos();
    const outcome = await asked.catch((error: unknown) => error as SloMonitorError);
    assert.equal(exitCode(outcome), each.exit_code);
  });
}

test("an answer that cannot be read names its place", async () => {
  const response = { status: 200, headers: {}, body: `{"slos": [], "evaluated_at": 7}` };
  const error = await errorOf(clientOf(response).listSlos());
  assert.equal(error.kind, "PROTOCOL");
  assert.equal(error.place, "evaluated_at");
  assert.match(error.message, /^evaluated_at is not a time/);
});
