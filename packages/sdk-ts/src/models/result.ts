import {
  boolean,
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
import { burnRate, type BurnRate } from "./budget.js";
import { estimate, events, location, type Estimate, type Events, type Location } from "./events.js";

/** Known words of {@link IntervalMethod}. */
export const INTERVAL_METHODS = ["WILSON", "CLOPPER_PEARSON"] as const;
/** How an interval is found. */
export type IntervalMethod = Word<typeof INTERVAL_METHODS>;

/** Known words of {@link VerdictKind}. */
export const VERDICT_KINDS = ["PASS", "WARNING", "FAIL", "INCONCLUSIVE", "ERROR"] as const;
/** What a gate can answer; one that is not known is never a pass. */
export type VerdictKind = Word<typeof VERDICT_KINDS>;

/** Known words of {@link VerdictReason}. */
export const VERDICT_REASONS = [
  "BUDGET_LEFT",
  "BUDGET_EXHAUSTED",
  "BUDGET_LOW",
  "PAGE_FIRING",
  "AT_RISK",
  "ESTIMATE_STRADDLES_TARGET",
  "NO_TRAFFIC",
  "STALE",
  "NO_DATA",
  "QUERY_ERROR",
  "BACKFILLING",
  "SNAPSHOT_EXPIRED",
  "NO_SLOS",
  "ABOVE_TARGET",
  "BELOW_TARGET",
  "P95_ABOVE_THRESHOLD",
  "LATENCY_ABOVE_THRESHOLD",
  "REGRESSED",
  "NO_BASELINE",
  "TOO_FEW_EVENTS",
  "INTERVAL_STRADDLES_TARGET",
  "EDGES_STRADDLE_TARGET",
  "NOT_SETTLED",
  "PARTIAL_DATA",
  "UNKNOWN_LABEL",
  "SOURCE_UNREACHABLE",
  "SOURCE_TIMEOUT",
  "SOURCE_REJECTED",
] as const;
/** The stable code behind a verdict; the first are of budgets, the last of runs. */
export type VerdictReason = Word<typeof VERDICT_REASONS>;

/** The latency quantile beside a verdict. */
export interface LatencyResult {
  /** Which quantile. */
  readonly quantile: number;
  /** Interpolated; null in the bucket without an upper bound. */
  readonly value_seconds: number | null;
  /** Lower bound of its bucket. */
  readonly low_seconds: number;
  /** Upper bound of its bucket; null if it has none. */
  readonly high_seconds: number | null;
  /** The longest duration of a good event. */
  readonly threshold_seconds: number;
}

export const latencyResult = object<LatencyResult>({
  quantile: number,
  value_seconds: nullable(number),
  low_seconds: number,
  high_seconds: nullable(number),
  threshold_seconds: number,
});

/** What is left of the budget. */
export interface BudgetResult {
  /** Share of the budget that is left; null if it is not known. */
  readonly remaining_ratio: number | null;
}

export const budgetResult = object<BudgetResult>({
  remaining_ratio: nullable(number),
});

/** What a run was compared to, and how it compares. */
export interface BaselineResult {
  /** The check that counted it; null if it was counted for this one. */
  readonly check_id: string | null;
  /** Where what was counted begins. */
  readonly start: Time;
  /** Where it ends. */
  readonly end: Time;
  /** Share of good events then. */
  readonly sli: number | null;
  /** What was counted. */
  readonly events: Events | null;
  /** By how much the share of bad events is larger now. */
  readonly difference: number;
  /** How probable that is, or more, if nothing has changed. */
  readonly p_value: number;
  /** Whether that counts as a regression. */
  readonly regressed: boolean;
}

export const baselineResult = object<BaselineResult>({
  check_id: nullable(text),
  start: time,
  end: time,
  sli: nullable(number),
  events: nullable(events),
  difference: number,
  p_value: number,
  regressed: boolean,
});

/** The interval in which the true share of good events lies. */
export interface Confidence {
  /** How it was found. */
  readonly method: IntervalMethod;
  /** How sure that is. */
  readonly level: number;
  /** Its lower end. */
  readonly low: number;
  /** Its upper end. */
  readonly high: number;
}

export const confidence = object<Confidence>({
  method: word(INTERVAL_METHODS),
  level: number,
  low: number,
  high: number,
});

/** The verdict on one SLO. */
export interface Result {
  /** Id of the SLO. */
  readonly slo: string;
  /** The label values that tell it from its siblings; empty if it is not grouped. */
  readonly group: Readonly<Record<string, string>>;
  /** The answer for this SLO. */
  readonly verdict: VerdictKind;
  /** Code of the reason. */
  readonly reason: VerdictReason;
  /** Share of good events; null if it is not known. */
  readonly sli: number | null;
  /** Share of events that must be good. */
  readonly target: number;
  /** What was judged; null if it is not known. */
  readonly events: Events | null;
  /** Bounds of the share where it had to be estimated; else null. */
  readonly estimate: Estimate | null;
  /** The interval that decided; null unless one was asked for. */
  readonly confidence: Confidence | null;
  /**
   * Of a run, the quantile that the target is about; of a budget, the 95th percentile of the last
   * minutes. Null if it is not known, or no latency SLO.
   */
  readonly latency: LatencyResult | null;
  /** The error budget of the period; null if it is not known. */
  readonly budget: BudgetResult | null;
  /** By ascending window. */
  readonly burn_rates: readonly BurnRate[];
  /** What a run was compared to; null if to nothing. */
  readonly baseline: BaselineResult | null;
  /** What reads the events, one query to a line. */
  readonly query: string | null;
  /** Where what was counted really begins: of a run, the last look before it; null if unknown. */
  readonly start: Time | null;
  /** Where it really ends: of a run, the last look in it; null if unknown. */
  readonly end: Time | null;
  /** Whether this result does not count in the verdict. */
  readonly informational: boolean;
  /** Where the definition is written; null if it was read from no file. */
  readonly location: Location | null;
  /** The reason as a sentence. */
  readonly message: string;
}

export const result = object<Result>({
  slo: text,
  group: mapping(text),
  verdict: word(VERDICT_KINDS),
  reason: word(VERDICT_REASONS),
  sli: nullable(number),
  target: number,
  events: nullable(events),
  estimate: nullable(estimate),
  confidence: nullable(confidence),
  latency: nullable(latencyResult),
  budget: nullable(budgetResult),
  burn_rates: list(burnRate),
  baseline: nullable(baselineResult),
  query: nullable(text),
  start: nullable(time),
  end: nullable(time),
  informational: boolean,
  location: nullable(location),
  message: text,
});
