/** What a caller may choose, and what follows from it for each request. */

import { invalid } from "./errors.js";
import { VERSION } from "./version.js";

/** As much of `fetch` as is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where the service is, and how it is asked. */
export interface ClientOptions {
  /** Where the service is, such as `http://127.0.0.1:8080`; a path below is kept. */
  readonly baseUrl: string;
  /** A key of the service. Sent as a bearer token and never to another host. */
  readonly token?: string | undefined;
  /** How long a whole call may take with its repetitions; 30 000 if left out. */
  readonly timeoutMs?: number | undefined;
  /** Used in place of the global `fetch`. */
  readonly fetch?: Fetch | undefined;
}

/** What may be said for each call. */
export interface CallOptions {
  /** Ends the call at once: `CANCELLED`, or `TIMEOUT` if it is a signal of `AbortSignal.timeout`. */
  readonly signal?: AbortSignal | undefined;
  /** How long it may take with its repetitions; `Infinity`: as long as it takes. */
  readonly timeoutMs?: number | undefined;
}

/** What may be said for a call that can be repeated under a key. */
export interface RepeatableOptions extends CallOptions {
  /** The same request under the same key is carried out once; the client makes one if left out. */
  readonly idempotencyKey?: string | undefined;
}

/** The options, examined. */
export interface Settings {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number | undefined;
  readonly fetch: Fetch;
}

const VISIBLE = /^[!-~]+$/;
const LONGEST_KEY = 200;

/** Examine the options; no message shows the token. */
export function settingsOf(options: ClientOptions): Settings {
  return {
    baseUrl: baseUrlOf(options.baseUrl),
    headers: { ...userAgent(), ...authorization(options.token) },
    timeoutMs: options.timeoutMs,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
  };
}

/** Refuse a key that no header can carry. */
export function idempotencyKeyOf(key: string): string {
  if (VISIBLE.test(key) && key.length <= LONGEST_KEY) return key;
  throw invalid("idempotencyKey", "idempotencyKey must be 1 to 200 visible ASCII characters");
}

function baseUrlOf(written: string): string {
  const wrong = invalid(
    "baseUrl",
    "baseUrl must be an http or https URL without user, query and fragment",
  );
  if (!URL.canParse(written)) throw wrong;
  const url = new URL(written);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  if (!isHttp || url.username + url.password + url.search + url.hash !== "") throw wrong;
  return url.href.replace(/\/+$/, "");
}

function authorization(token: string | undefined): Record<string, string> {
  if (token === undefined || token === "") return {};
  if (VISIBLE.test(token)) return { Authorization: `Bearer ${token}` };
  throw invalid("token", "token must consist of visible ASCII characters");
}

/** A page in a browser may not name itself. */
function userAgent(): Record<string, string> {
  const named = (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent;
  if (named?.startsWith("Mozilla/") === true) return {};
  return { "User-Agent": `slo-monitor-typescript/${VERSION}` };
}
