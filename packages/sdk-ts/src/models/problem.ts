import { integer, nullable, object, text } from "../decode.js";
import { type Verdict, verdict } from "./verdict.js";

/** Why a request was not answered (RFC 9457). */
export interface Problem {
  /** URI that identifies the kind of problem. */
  readonly type: string;
  /** The kind of problem, for people. */
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** This problem as a sentence. */
  readonly detail: string;
  /** Stable code of the kind of problem, UPPER_CASE; more may come. */
  readonly code: string;
  /** The field or parameter that is wrong, such as `slos[0]`; null if it is none. */
  readonly field: string | null;
}

export const problem = object<Problem>({
  type: text,
  title: text,
  status: integer,
  detail: text,
  code: text,
  field: nullable(text),
});

/** Why a run could not be judged: Prometheus could not be read. */
export interface VerdictProblem extends Problem {
  /** What was found out in spite of that. */
  readonly verdict: Verdict;
}

export const verdictProblem = object<VerdictProblem>({
  ...problem.fields,
  verdict: verdict,
});
