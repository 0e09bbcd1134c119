/** The one error of this client. */

import type { Verdict } from "./models/verdict.js";

/** What sort of failure it is, whatever carried it. */
export type ErrorKind =
  | "INVALID"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "RATE_LIMITED"
  | "SOURCE"
  | "UNAVAILABLE"
  | "INTERNAL"
  | "PROTOCOL"
  | "UNREACHABLE"
  | "TIMEOUT"
  | "CANCELLED";

/** What is known of a failure besides its kind and message. */
export interface ErrorDetails {
  /** The stable code of the service, such as `UNKNOWN_SLO`; null if it is not its problem. */
  readonly code?: string | null;
  /** The field that is wrong; null if it is none. */
  readonly field?: string | null;
  /** Whether the same request may succeed later. */
  readonly retryable?: boolean;
  /** When; null if that is not said. */
  readonly retryAfterSeconds?: number | null;
  /** The verdict under the problem of a run that could not be judged. */
  readonly verdict?: Verdict | null;
  /** The HTTP status; null if nothing answered. */
  readonly status?: number | null;
  /** Where an answer could not be read, such as `slos[1].budget.events`. */
  readonly place?: string | null;
  /** What was thrown below. */
  readonly cause?: unknown;
}

/** Why there is no answer. Every method of the client throws this, and nothing else. */
export class SloMonitorError extends Error {
  /** What sort of failure it is. */
  readonly kind: ErrorKind;
  /** The stable code of the service, such as `UNKNOWN_SLO`; null if it is not its problem. */
  readonly code: string | null;
  /** The field that is wrong; null if it is none. */
  readonly field: string | null;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** When; null if that is not said. */
  readonly retryAfterSeconds: number | null;
  /** The verdict under the problem of a run that could not be judged; null if there is none. */
  readonly verdict: Verdict | null;
  /** The HTTP status; null if nothing answered. */
  readonly status: number | null;
  /** Where an answer could not be read, such as `slos[1].budget.events`; null if it is not that. */
  readonly place: string | null;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : {});
    this.name = "SloMonitorError";
    this.kind = kind;
    this.code = details.code ?? null;
    this.field = details.field ?? null;
    this.retryable = details.retryable ?? false;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
    this.verdict = details.verdict ?? null;
    this.status = details.status ?? null;
    this.place = details.place ?? null;
  }
}

/** A request that is wrong before it is sent. */
export function invalid(field: string, message: string): SloMonitorError {
  return new SloMonitorError("INVALID", message, { field });
}

/** No connection, or one that ends before there is an answer. */
export function unreachable(cause: unknown): SloMonitorError {
  return new SloMonitorError("UNREACHABLE", "nothing answers", { retryable: true, cause });
}
