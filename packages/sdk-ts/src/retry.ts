/** When a request is repeated, and after how long: the same in every client of the service. */

import type { SloMonitorError } from "./errors.js";

const MOST_REPETITIONS = 2;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** Milliseconds to wait before the next repetition; null if there is to be none. */
export function delayBeforeRepetition(made: number, error: SloMonitorError): number | null {
  if (made >= MOST_REPETITIONS || !error.retryable) return null;
  const delay = Math.max(FIRST_DELAY_MS * 2 ** made, told(error));
  return delay > LONGEST_DELAY_MS ? null : delay;
}

/** Milliseconds to wait before a stream is opened again that failed so often in a row. */
export function delayBeforeReopening(failed: number, error: SloMonitorError | null): number {
  return Math.max(Math.min(FIRST_DELAY_MS * 2 ** failed, LONGEST_DELAY_MS), told(error));
}

function told(error: SloMonitorError | null): number {
  return (error?.retryAfterSeconds ?? 0) * 1000;
}
