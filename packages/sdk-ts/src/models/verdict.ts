import {
  constant,
  list,
  mapping,
  nullable,
  number,
  object,
  text,
  time,
  word,
  type Time,
  type Word,
} from "../decode.js";
import {
  VERDICT_KINDS,
  VERDICT_REASONS,
  result,
  type Result,
  type VerdictKind,
  type VerdictReason,
} from "./result.js";

/** Known words of {@link Mode}. */
export const MODES = ["BUDGET", "RUN"] as const;
/** What a verdict judges: the budget as it stands, or the events of one run. */
export type Mode = Word<typeof MODES>;

/** How fresh and how complete the data under a verdict is. */
export interface VerdictData {
  /** How far the data should reach by the clock. */
  readonly expected_until: Time;
  /** Where the data of the least fresh SLO ends; null if one of them has none. */
  readonly newest_sample: Time | null;
  /** The least share of a period or run that is known; null if there is none. */
  readonly covered_ratio: number | null;
}

export const verdictData = object<VerdictData>({
  expected_until: time,
  newest_sample: nullable(time),
  covered_ratio: nullable(number),
});

/** A gate's answer over every SLO asked for; the worst of the results. */
export interface Verdict {
  /** Stays 1 while only additions are made. */
  readonly schema_version: 1;
  /**
   * Of a run, the name under which it is kept; of budgets, it follows from the evaluation and the
   * question.
   */
  readonly check_id: string;
  /** The answer; treat an unknown value as anything but PASS. */
  readonly verdict: VerdictKind;
  /** Code of the reason for the worst result. */
  readonly reason: VerdictReason;
  /** The answer as a sentence. */
  readonly summary: string;
  /** BUDGET judges the budgets as they stand, RUN the events of a time. */
  readonly mode: Mode;
  /** Where the run, or the earliest judged period, begins; null if there is no SLO. */
  readonly start: Time | null;
  /** Where the run or the judged periods end. */
  readonly end: Time;
  /** Labels that the series of the run have. */
  readonly match: Readonly<Record<string, string>>;
  /** How fresh and complete the data is. */
  readonly data: VerdictData;
  /** By id of the SLO. */
  readonly results: readonly Result[];
}

export const verdict = object<Verdict>({
  schema_version: constant(1),
  check_id: text,
  verdict: word(VERDICT_KINDS),
  reason: word(VERDICT_REASONS),
  summary: text,
  mode: word(MODES),
  start: nullable(time),
  end: time,
  match: mapping(text),
  data: verdictData,
  results: list(result),
});

/** A check of a run that is not over. */
export interface CheckPending {
  /** Ask for it by this. */
  readonly check_id: string;
  /** When to ask again. */
  readonly retry_after_seconds: number;
}

export const checkPending = object<CheckPending>({
  check_id: text,
  retry_after_seconds: number,
});

/** A verdict on a run, without its results. */
export interface CheckSummary {
  /** Names it. */
  readonly check_id: string;
  /** The answer. */
  readonly verdict: VerdictKind;
  /** Code of the reason for the worst result. */
  readonly reason: VerdictReason;
  /** The answer as a sentence. */
  readonly summary: string;
  /** Where the run begins. */
  readonly start: Time;
  /** Where it ends. */
  readonly end: Time;
  /** Labels that its series have. */
  readonly match: Readonly<Record<string, string>>;
  /** When it was asked for. */
  readonly created_at: Time;
  /** Who asked. */
  readonly created_by: string;
}

export const checkSummary = object<CheckSummary>({
  check_id: text,
  verdict: word(VERDICT_KINDS),
  reason: word(VERDICT_REASONS),
  summary: text,
  start: time,
  end: time,
  match: mapping(text),
  created_at: time,
  created_by: text,
});

/** Verdicts on runs, the one that was asked for last first. */
export interface CheckList {
  /** By when they were asked for, the last first. */
  readonly checks: readonly CheckSummary[];
  /** Ask with it for the next page; null on the last. */
  readonly next_cursor: string | null;
}

export const checkList = object<CheckList>({
  checks: list(checkSummary),
  next_cursor: nullable(text),
});
