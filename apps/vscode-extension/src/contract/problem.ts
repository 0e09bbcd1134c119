/** A question that was not answered: one error, with the service's stable code where it has one. */
import { isObject } from "./shape";

/** What sort of failure it is, as `packages/contract` has it; only what is told apart here. */
export type ProblemKind =
  | "CANCELLED"
  | "INVALID"
  | "NOT_CONNECTED"
  | "NOT_FOUND"
  | "PROTOCOL"
  | "REFUSED"
  | "UNAUTHENTICATED"
  | "UNAVAILABLE"
  | "UNREACHABLE";

/** Why a question was not answered. */
export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly code: string | null,
    message: string,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
    this.name = "Problem";
  }
}

const KINDS: Readonly<Record<string, ProblemKind>> = {
  UNAUTHENTICATED: "UNAUTHENTICATED",
  INSUFFICIENT_SCOPE: "REFUSED",
  WRITES_CLOSED: "REFUSED",
  FOREIGN_ORIGIN: "REFUSED",
  MISDIRECTED_REQUEST: "REFUSED",
  TOO_MANY_TRIES: "UNAVAILABLE",
  NOT_YET_EVALUATED: "UNAVAILABLE",
  TOO_MANY_LISTENERS: "UNAVAILABLE",
  TOO_MANY_CHECKS: "UNAVAILABLE",
  TOO_MANY_VALIDATIONS: "UNAVAILABLE",
  NOT_LEADER: "UNAVAILABLE",
};

/** The kind of a code of the service; one that is not known is some refusal of the question. */
export function kindOf(code: string): ProblemKind {
  return KINDS[code] ?? (code.startsWith("UNKNOWN_") ? "NOT_FOUND" : "INVALID");
}

/** Read a problem of the service: a body of HTTP, or what MCP has under `slo-monitor/problem`. */
export function problemIn(value: unknown): Problem | undefined {
  if (!isObject(value) || typeof value["code"] !== "string") return undefined;
  const detail = value["detail"] ?? value["title"] ?? value["code"];
  const retry = value["retry_after_seconds"];
  return new Problem(
    kindOf(value["code"]),
    value["code"],
    typeof detail === "string" ? detail : value["code"],
    typeof retry === "number" ? retry : null,
  );
}

/** Whether an error is a problem, also one from a part that was bundled apart and has its own class. */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === "Problem" && "kind" in error;
}

/** Take any error for a problem. */
export function asProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  return new Problem("PROTOCOL", null, error instanceof Error ? error.message : String(error));
}
