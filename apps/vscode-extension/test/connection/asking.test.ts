import assert from "node:assert/strict";
import { test } from "node:test";
import { ProtocolError, SdkError, SdkErrorCode } from "@modelcontextprotocol/client";
import { askingFetch } from "../../src/connection/asking";
import { problemOf } from "../../src/connection/mcp";
import { Problem } from "../../src/contract/problem";

const URL_OF_MCP = "http://127.0.0.1:8080/mcp";

function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  return () => Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
}

test("the token is sent in a header, and redirects are not followed", async () => {
  let seen: RequestInit | undefined;
  const send = askingFetch(
    "secret",
    () => undefined,
    (_url, init) => {
      seen = init;
      return Promise.resolve(new Response("{}"));
    },
  );
  await send(URL_OF_MCP);
  assert.equal(new Headers(seen?.headers).get("Authorization"), "Bearer secret");
  assert.equal(seen?.redirect, "manual");
  const moved = () => Promise.resolve(new Response(null, { status: 307, headers: { Location: "http://elsewhere/" } }));
  await assert.rejects(askingFetch("secret", () => undefined, moved)(URL_OF_MCP), { kind: "PROTOCOL" });
});

test("a problem of the service is that problem, whatever the protocol makes of its status", async () => {
  const send = askingFetch(
    undefined,
    () => undefined,
    answering(401, { code: "UNAUTHENTICATED", detail: "no key was sent" }),
  );
  await assert.rejects(send(URL_OF_MCP), { kind: "UNAUTHENTICATED", message: "no key was sent" });
  const busy = askingFetch(
    undefined,
    () => undefined,
    answering(503, { code: "NOT_YET_EVALUATED", detail: "soon" }, { "Retry-After": "7" }),
  );
  await assert.rejects(busy(URL_OF_MCP), { kind: "UNAVAILABLE", retryAfterSeconds: 7 });
});

test("of a page that is not the service's nothing is shown", async () => {
  const send = askingFetch(
    undefined,
    () => undefined,
    () => Promise.resolve(new Response("<html>secret</html>", { status: 502 })),
  );
  await assert.rejects(send(URL_OF_MCP), { kind: "UNAVAILABLE", message: "HTTP 502" });
});

test("whoever does not answer is unreachable, and whoever listens is told", async () => {
  const broken: Error[] = [];
  const refuse = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }));
  const send = askingFetch(undefined, (error) => broken.push(error), refuse);
  await assert.rejects(send(URL_OF_MCP), { kind: "UNREACHABLE", message: "connect ECONNREFUSED" });
  assert.equal(broken.length, 1);
});

test("a request that was called off is nobody's failure", async () => {
  const broken: Error[] = [];
  const stopped = new AbortController();
  stopped.abort();
  const send = askingFetch(
    undefined,
    (error) => broken.push(error),
    () => Promise.reject(new Error("aborted")),
  );
  await assert.rejects(send(URL_OF_MCP, { signal: stopped.signal }), /aborted/);
  assert.equal(broken.length, 0);
});

test("an error of the SDK is told in our words, by what caused it", () => {
  const refused = new Problem("UNAUTHENTICATED", "UNAUTHENTICATED", "no");
  assert.equal(problemOf(new Error("negotiation failed", { cause: refused })), refused);
  assert.equal(problemOf(new SdkError(SdkErrorCode.ConnectionClosed, "closed")).kind, "UNREACHABLE");
  const told = problemOf(new ProtocolError(-32602, "UNKNOWN_SLO: no", { code: "UNKNOWN_SLO", detail: "no such SLO" }));
  assert.deepEqual([told.kind, told.message], ["NOT_FOUND", "no such SLO"]);
});
