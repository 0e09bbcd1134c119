#!/usr/bin/env node
/**
 * Speaks the client's API line by line, for tests: a command of JSON per line in, an answer, an item
 * or an error per line out. `driver.mjs bench` measures instead.
 */

import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

import { SloMonitor } from "slo-monitor";

import { bench } from "./bench.mjs";
import { CALLS, PAGES, STREAMS } from "./calls.mjs";
import { answered, failed, written } from "./lines.mjs";

/** @typedef {{id: number, call?: string, with?: Record<string, unknown>, all?: boolean, cancel?: boolean}} Command */

/** @type {Map<number, AbortController>} */
const running = new Map();

/** @param {object} line */
function say(line) {
  process.stdout.write(`${written(line)}\n`);
}

/**
 * @param {string} message
 * @returns {never}
 */
function misused(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/**
 * @param {string} text
 * @returns {Command}
 */
function commandOf(text) {
  try {
    const parsed = /** @type {unknown} */ (JSON.parse(text));
    const found = /** @type {Command} */ (parsed);
    if (typeof found.id === "number" && (found.cancel === true || isKnown(found))) return found;
  } catch {
    // is told below
  }
  return misused(`no command: ${text}`);
}

/** @param {Command} command */
function isKnown({ call = "", all = false }) {
  if (all) return Object.hasOwn(PAGES, call);
  return Object.hasOwn(CALLS, call) || Object.hasOwn(STREAMS, call);
}

/**
 * @param {SloMonitor} client
 * @param {Command} command
 */
async function carryOut(client, { id, call = "", with: asked = {}, all = false }) {
  const abort = new AbortController();
  running.set(id, abort);
  const { timeout_seconds, idempotency_key, ...given } = asked;
  const options = {
    signal: abort.signal,
    timeoutMs: timeout_seconds === undefined ? undefined : Number(timeout_seconds) * 1000,
    idempotencyKey: typeof idempotency_key === "string" ? idempotency_key : undefined,
  };
  const stream = all ? undefined : STREAMS[call];
  try {
    if (stream === undefined) {
      const ask = all ? PAGES[call] : CALLS[call];
      say({ id, answer: answered(await ask?.(client, given, options)) });
    } else {
      for await (const item of stream(client, given, options)) say({ id, item });
      say({ id, ended: true });
    }
  } catch (error) {
    const isGivenUp = stream !== undefined && abort.signal.aborted;
    say(isGivenUp ? { id, ended: true } : { id, error: failed(error) });
  } finally {
    running.delete(id);
  }
}

/** @param {SloMonitor} client */
async function serve(client) {
  const calls = [];
  for await (const text of createInterface({ input: process.stdin })) {
    if (text.trim() === "") continue;
    const command = commandOf(text);
    if (command.cancel === true) running.get(command.id)?.abort();
    else calls.push(carryOut(client, command));
  }
  for (const abort of running.values()) abort.abort();
  await Promise.all(calls);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string" },
    transport: { type: "string", default: "http" },
    slo: { type: "string" },
    seconds: { type: "string", default: "10" },
  },
});
const { url, transport, slo } = values;
if (url === undefined) misused("--url is needed");
if (transport !== "http") misused("--transport can only be http");
const token = process.env["SLO_MONITOR_TOKEN"] ?? "";
if (positionals[0] === "bench") {
  if (slo === undefined) misused("--slo is needed");
  say(await bench({ url, token, slo, seconds: Number(values.seconds) }));
} else {
  await serve(new SloMonitor({ baseUrl: url, token }));
}
