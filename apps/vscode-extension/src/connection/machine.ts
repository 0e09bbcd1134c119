/** What becomes of a connection: a function of its state and what happened, without a clock or a network. */
import type { Problem } from "../contract/problem";

/** CLOSED: nobody wants it. REFUSED: only a person can help. WAITING: it is tried again by itself. */
export type ConnectionState =
  | { readonly phase: "CLOSED" }
  | { readonly phase: "CONNECTED"; readonly revision: string }
  | { readonly phase: "CONNECTING"; readonly attempt: number }
  | { readonly phase: "REFUSED"; readonly problem: Problem }
  | { readonly phase: "WAITING"; readonly attempt: number; readonly delaySeconds: number; readonly problem: Problem };

export type ConnectionEvent =
  | { readonly kind: "ASKED" }
  | { readonly kind: "DISMISSED" }
  | { readonly kind: "DUE" }
  | { readonly kind: "FAILED"; readonly problem: Problem }
  | { readonly kind: "LOST"; readonly problem: Problem }
  | { readonly kind: "OPENED"; readonly revision: string };

/** The longest wait between two attempts: a person is looking on. */
export const LONGEST_DELAY_SECONDS = 8;
/** Where the service says when to come back, it is believed up to this. */
const LONGEST_ASKED_SECONDS = 300;

export const CLOSED: ConnectionState = { phase: "CLOSED" };

/** Give the state that follows. What cannot happen in a state changes nothing: it is late news. */
export function next(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  switch (event.kind) {
    case "ASKED":
      return { phase: "CONNECTING", attempt: 0 };
    case "DISMISSED":
      return CLOSED;
    case "DUE":
      return state.phase === "WAITING" ? { phase: "CONNECTING", attempt: state.attempt } : state;
    case "OPENED":
      return state.phase === "CONNECTING" ? { phase: "CONNECTED", revision: event.revision } : state;
    case "FAILED":
      return state.phase === "CONNECTING" ? afterFailure(state.attempt, event.problem) : state;
    case "LOST":
      return state.phase === "CONNECTED" ? afterFailure(0, event.problem) : state;
  }
}

/** Seconds before an attempt: 0.5, 1, 2 and so on, as the contract has it for streams. */
export function delayBefore(attempt: number, retryAfterSeconds: number | null): number {
  const own = Math.min(0.5 * 2 ** attempt, LONGEST_DELAY_SECONDS);
  return Math.max(own, Math.min(retryAfterSeconds ?? 0, LONGEST_ASKED_SECONDS));
}

function afterFailure(attempt: number, problem: Problem): ConnectionState {
  const mayHeal = problem.kind === "UNREACHABLE" || problem.kind === "UNAVAILABLE";
  if (!mayHeal) return { phase: "REFUSED", problem };
  const delaySeconds = delayBefore(attempt, problem.retryAfterSeconds);
  return { phase: "WAITING", attempt: attempt + 1, delaySeconds, problem };
}
