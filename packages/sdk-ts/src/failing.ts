/** What error an answer is that is not what was asked for. */

import { Undecodable } from "./decode.js";
import { SloMonitorError, type ErrorKind } from "./errors.js";
import { verdict } from "./models/verdict.js";

/** An answer of which all is there. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

interface Problem {
  readonly code: string;
  readonly [name: string]: unknown;
}

const KIND_OF_STATUS: Readonly<Record<number, ErrorKind>> = {
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  429: "RATE_LIMITED",
  503: "UNAVAILABLE",
};
const MAY_PASS: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const NEVER_PASSES = "SOURCE_REJECTED";

/** Make an error of an answer; `now` is the clock in milliseconds since 1970. */
export function failure(answer: Answer, now: number): SloMonitorError {
  const problem = problemOf(answer.body);
  const code = problem?.code ?? null;
  return new SloMonitorError(kindOf(answer.status, code), messageOf(answer.status, problem), {
    code,
    field: textOf(problem?.["field"]),
    retryable: MAY_PASS.has(answer.status) && code !== NEVER_PASSES,
    retryAfterSeconds: retryAfterSeconds(answer.headers.get("Retry-After"), now),
    verdict: verdictOf(problem?.["verdict"]),
    status: answer.status,
  });
}

/** The error of an answer below 400 that cannot be read. */
export function unreadable(answer: Answer, cause: unknown): SloMonitorError {
  const { status } = answer;
  if (!(cause instanceof Undecodable)) {
    return new SloMonitorError("PROTOCOL", `HTTP ${String(status)}`, { status, cause });
  }
  return new SloMonitorError("PROTOCOL", cause.message, { status, place: cause.place, cause });
}

function kindOf(status: number, code: string | null): ErrorKind {
  const known = KIND_OF_STATUS[status];
  if (known !== undefined) return known;
  if (status === 502 || status === 504) {
    return code?.startsWith("SOURCE_") === true ? "SOURCE" : "UNAVAILABLE";
  }
  if (status >= 500) return "INTERNAL";
  return status >= 400 ? "INVALID" : "PROTOCOL";
}

function messageOf(status: number, problem: Problem | null): string {
  const told = textOf(problem?.["detail"]) ?? textOf(problem?.["title"]);
  return told ?? (status === 0 ? "a redirect, which is not followed" : `HTTP ${String(status)}`);
}

function problemOf(body: string): Problem | null {
  let found: unknown;
  try {
    found = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof found !== "object" || found === null || !Object.hasOwn(found, "code")) return null;
  return typeof (found as Problem).code === "string" ? (found as Problem) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function verdictOf(value: unknown) {
  if (value === undefined) return null;
  try {
    return verdict.read(value);
  } catch {
    return null;
  }
}

const SECONDS = /^[0-9]+$/;
const TIME = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Read how long to wait: whole seconds, or until a time; what is neither is passed over. */
export function retryAfterSeconds(written: string | null, now: number): number | null {
  if (written === null) return null;
  if (SECONDS.test(written)) return Math.min(Number(written), Number.MAX_SAFE_INTEGER);
  const until = TIME.test(written) ? Date.parse(written) : NaN;
  return Number.isNaN(until) ? null : Math.max(Math.ceil((until - now) / 1000), 0);
}
