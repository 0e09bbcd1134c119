/** What follows from a verdict for whoever asked for it. */

import { SloMonitorError, type ErrorKind } from "./errors.js";
import type { CheckPending } from "./models/verdict.js";

/** Whatever ends in a verdict: a check, its summary, a run of a plan. */
export interface Judged {
  /** The verdict; null if there is none yet. */
  readonly verdict: string | null;
}

const PASSING: ReadonlySet<string> = new Set(["PASS", "WARNING"]);
const ASKED_WRONGLY: ReadonlySet<ErrorKind> = new Set([
  "INVALID",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "CONFLICT",
]);

/** Whether a release may go on: on PASS and WARNING, and on nothing else, known or not. */
export function passes(judged: Judged): boolean {
  return judged.verdict !== null && PASSING.has(judged.verdict);
}

/** Whether a check is not over: ask for it again by its `check_id`. */
export function isPending(answer: Judged | CheckPending): answer is CheckPending {
  return !("verdict" in answer);
}

/**
 * How a command exits that asked, as `slo-monitor check` does: 0 pass or warning, 1 fail, 2 the
 * question is wrong, 3 inconclusive or not known, 4 Prometheus or the service cannot be reached.
 */
export function exitCode(outcome: Judged | CheckPending | SloMonitorError): 0 | 1 | 2 | 3 | 4 {
  if (outcome instanceof SloMonitorError) return ASKED_WRONGLY.has(outcome.kind) ? 2 : 4;
  if (isPending(outcome)) return 3;
  if (passes(outcome)) return 0;
  if (outcome.verdict === "FAIL") return 1;
  return outcome.verdict === "ERROR" ? 4 : 3;
}
