import assert from "node:assert/strict";
import { test } from "node:test";

import { SloMonitor } from "../src/client.js";
import { SloMonitorError } from "../src/errors.js";
import { FakeClock } from "./clock.js";
import { asFarAs } from "./comparing.js";
import { cases } from "./vectors.js";

interface Connection {
  readonly after_id: number | null;
  readonly text?: string;
  readonly status?: number;
  readonly retry_after?: string;
}

interface Case {
  readonly name: string;
  readonly connections: readonly Connection[];
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly delays_seconds: readonly number[];
  readonly error?: string;
}

function streamed(text: string, chunkBytes: number): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        controller.enqueue(bytes.slice(at, at + chunkBytes));
      }
      controller.close();
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream; charset=utf-8" } });
}

function answered({ text, status, retry_after }: Connection, chunkBytes: number): Response {
  if (text !== undefined) return streamed(text, chunkBytes);
  if (status === undefined) throw new TypeError("fetch failed");
  const headers = retry_after === undefined ? {} : { "Retry-After": retry_after };
  return new Response("", { status, headers });
}

function afterId(url: string): number | null {
  const written = new URL(url).searchParams.get("after_id");
  return written === null ? null : Number(written);
}

for (const each of cases("stream") as readonly Case[]) {
  for (const chunkBytes of [1, 7, 1 << 20]) {
    test(`stream: ${each.name} (in parts of ${String(chunkBytes)})`, async () => {
      const connections = [...each.connections];
      const over = new AbortController();
      const clock = new FakeClock(undefined, () => {
        if (connections.length === 0) over.abort(); // the last one has ended
        return connections.length > 0;
      });
      // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is to be a rejection
      const fetch = async (url: string) => {
        const connection = connections.shift();
        assert.ok(connection, "there is no other connection");
        assert.equal(afterId(url), connection.after_id);
        return answered(connection, chunkBytes);
      };
      const client = new SloMonitor({ baseUrl: "http://127.0.0.1:8080", fetch }, clock);
      const events: unknown[] = [];
      const error = await (async () => {
        try {
          for await (const event of client.listenToEvents({}, { signal: over.signal })) {
            events.push(event);
          }
        } catch (thrown) {
          assert.ok(thrown instanceof SloMonitorError);
          return thrown.kind;
        }
        return null;
      })();
      assert.equal(error, each.error ?? "CANCELLED");
      assert.deepEqual(asFarAs(each.events, events), each.events);
      assert.deepEqual(clock.delaysSeconds, each.delays_seconds);
    });
  }
}
