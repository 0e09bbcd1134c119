/** What a scripted service replies. */

import type { Problem, StreamEnd } from "./fake-monitor.js";

/** Makes one reply; the signal ends a stream that stays open. */
export type Reply = (signal: AbortSignal | undefined) => Response;

/** A body as JSON; `bigint` is written as a number. */
export function jsonAnswer(body: unknown, status: number): Reply {
  const headers = { "Content-Type": "application/json" };
  return () => new Response(status === 204 ? null : written(body), { status, headers });
}

/** A problem as the service writes it. */
export function problemAnswer(problem: Problem): Reply {
  const { status, code, detail = code, field = null, retryAfterSeconds, verdict } = problem;
  const name = code.toLowerCase().replaceAll("_", "-");
  const told = { type: `urn:problem-type:slo-monitor:${name}`, title: code, status, detail };
  const body = written({ ...told, code, field, ...(verdict === undefined ? {} : { verdict }) });
  const headers = new Headers({ "Content-Type": "application/problem+json" });
  if (retryAfterSeconds !== undefined) headers.set("Retry-After", String(retryAfterSeconds));
  return () => new Response(body, { status, headers });
}

/** No reply at all. */
export const noAnswer: Reply = () => {
  throw new TypeError("fetch failed");
};

/** Server-sent events, and what comes after them. */
export function streamAnswer(items: readonly object[], then: StreamEnd): Reply {
  const text = items.map(block).join("");
  return (signal) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`retry: 3000\n\n${text}`));
        if (then === "end") controller.close();
        const fail = () => {
          controller.error(new TypeError("terminated"));
        };
        if (then === "break") setTimeout(fail, 0); // after what came was read
        if (then === "stay") signal?.addEventListener("abort", fail, { once: true });
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  };
}

function block(item: object): string {
  const isEvent = "kind" in item && "id" in item;
  const id = isEvent ? `id: ${String(item.id)}\nevent: ${String(item.kind)}\n` : "";
  return `${id}data: ${written(item)}\n\n`;
}

const MARK = "bigint:";

function written(body: unknown): string {
  const text = JSON.stringify(body, (_name, value: unknown) =>
    typeof value === "bigint" ? MARK + String(value) : value,
  );
  return text.replace(new RegExp(`"${MARK}(-?[0-9]+)"`, "g"), "$1");
}
