import assert from "node:assert/strict";
import { test } from "node:test";

import { Caller } from "../src/caller.js";
import { SloMonitorError } from "../src/errors.js";
import { settingsOf } from "../src/options.js";
import { Patience } from "../src/patience.js";
import { FakeClock } from "./clock.js";
import { cases } from "./vectors.js";

interface Reply {
  readonly status?: number;
  readonly retry_after?: string;
  readonly code?: string;
}

interface Case {
  readonly name: string;
  readonly request: {
    readonly method: "GET" | "POST" | "DELETE";
    readonly path: string;
    readonly reads: boolean;
    readonly idempotency_key: boolean;
  };
  readonly now?: string;
  readonly deadline_seconds?: number;
  readonly replies: readonly Reply[];
  readonly delays_seconds: readonly number[];
  readonly outcome: Readonly<Record<string, unknown>>;
}

function response({ status = 0, retry_after, code }: Reply): Response {
  const headers = retry_after === undefined ? {} : { "Retry-After": retry_after };
  const isEmpty = status === 304 || status === 204;
  const body = code === undefined ? "" : JSON.stringify({ code });
  return new Response(isEmpty ? null : body, { status, headers });
}

async function outcome(asked: Promise<{ status: number }>) {
  try {
    return { status: (await asked).status };
  } catch (error) {
    assert.ok(error instanceof SloMonitorError);
    return { error: error.kind, retry_after_seconds: error.retryAfterSeconds };
  }
}

for (const each of cases("retry") as readonly Case[]) {
  test(`retry: ${each.name}`, async () => {
    const clock = new FakeClock(each.now === undefined ? undefined : Date.parse(each.now));
    const replies = [...each.replies];
    const fetch = () => {
      const reply = replies.shift();
      assert.ok(reply, "there is no other reply");
      if (reply.status === undefined) return Promise.reject(new TypeError("fetch failed"));
      return Promise.resolve(response(reply));
    };
    const caller = new Caller(settingsOf({ baseUrl: "http://127.0.0.1:8080", fetch }), clock);
    const deadline = (each.deadline_seconds ?? Infinity) * 1000;
    const patience = new Patience(clock, deadline, undefined);
    const { method: verb, path: target, reads, idempotency_key } = each.request;
    const request = { verb, target, repeatable: reads || idempotency_key };
    const found = await outcome(caller.ask(request, patience));
    patience.done();
    const untold = "error" in found ? { retry_after_seconds: null } : {};
    assert.deepEqual(found, { ...untold, ...each.outcome });
    assert.deepEqual(clock.delaysSeconds, each.delays_seconds);
    assert.deepEqual(replies, []);
  });
}
