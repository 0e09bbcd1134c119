/** How a question becomes a request: its path, its query, its body, its key. */

import type { Request } from "./caller.js";
import { invalid } from "./errors.js";
import { idempotencyKeyOf } from "./options.js";

type Parameter = string | number | bigint | boolean | null | undefined;
export type Query = Readonly<Record<string, Parameter | readonly Parameter[]>>;

/** The path of an operation with its one parameter in place, such as `/slos/{id}`. */
export function pathOf(template: string, value: string): string {
  const name = /\{(\w+)\}/.exec(template)?.[1] ?? "";
  if (typeof value !== "string" || value === "" || value === "." || value === "..") {
    throw invalid(name, `${name} must be text, and neither empty nor dots`); // another path
  }
  return template.replace(`{${name}}`, encodeURIComponent(value));
}

/** The query of a request, with its question mark; what is undefined or null is left out. */
export function queryOf(query: object): string {
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Query)) {
    for (const each of Array.isArray(value) ? (value as Parameter[]) : [value as Parameter]) {
      if (each !== undefined && each !== null) written.append(name, String(each));
    }
  }
  return written.size === 0 ? "" : `?${written.toString()}`;
}

/** A request that reads. */
export function reading(target: string): Request {
  return { verb: "GET", target, headers: { Accept: "application/json" }, repeatable: true };
}

/** A request with a body; with a key it can be repeated. */
export function posting(target: string, body: unknown, key?: string): Request {
  const json = { Accept: "application/json", "Content-Type": "application/json" };
  const keyed = key === undefined ? {} : { "Idempotency-Key": idempotencyKeyOf(key) };
  const request = { verb: "POST", target, headers: { ...json, ...keyed } } as const;
  const whole = body === undefined ? request : { ...request, body: JSON.stringify(body) };
  return { ...whole, repeatable: key !== undefined };
}

/** A key that nobody else has: 128 random bits. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
