import {
  int64,
  integer,
  list,
  mapping,
  nullable,
  number,
  object,
  text,
  time,
  word,
  type Int64,
  type Time,
  type Word,
} from "../decode.js";
import { budget, burnRate, type Budget, type BurnRate } from "./budget.js";
import { SEVERITIES, definition, type Definition, type Severity } from "./definition.js";
import { estimate, events, excluded, type Estimate, type Events, type Excluded } from "./events.js";
import { latency, type Latency } from "./latency.js";
import { period, type Period } from "./period.js";

/** Known words of {@link AlertReason}. */
export const ALERT_REASONS = [
  "BURN_RATE",
  "BUDGET_BELOW",
  "NO_DATA",
  "RECOVERED",
  "NOT_DEFINED",
] as const;
/** Why an alert changed its state. */
export type AlertReason = Word<typeof ALERT_REASONS>;

/** Known words of {@link IndicatorKind}. */
export const INDICATOR_KINDS = ["LATENCY", "RATIO"] as const;
/** What an SLO is about. */
export type IndicatorKind = Word<typeof INDICATOR_KINDS>;

/** Known words of {@link State}. */
export const STATES = ["HEALTHY", "AT_RISK", "EXHAUSTED", "UNKNOWN"] as const;
/** What an SLO's owner should make of it. */
export type State = Word<typeof STATES>;

/** Known words of {@link Data}. */
export const DATA = ["OK", "ZERO_TRAFFIC", "STALE", "NO_DATA", "QUERY_ERROR"] as const;
/** How far the figures can be trusted; in the last three they stand as of `data_until`. */
export type Data = Word<typeof DATA>;

/** Known words of {@link Reason}. */
export const REASONS = [
  "BACKFILLING",
  "SNAPSHOT_EXPIRED",
  "NO_SERIES",
  "SAMPLES_STOPPED",
  "NO_EVENTS",
  "THRESHOLD_NOT_A_BOUND",
  "SOURCE_UNREACHABLE",
  "SOURCE_TIMEOUT",
  "SOURCE_REJECTED",
] as const;
/** Why a status is not simply OK. */
export type Reason = Word<typeof REASONS>;

/** Known words of {@link Counting}. */
export const COUNTINGS = ["EXACT", "AGGREGATED"] as const;
/** How the events were counted. */
export type Counting = Word<typeof COUNTINGS>;

/** An alert of this SLO that fires. */
export interface StatusAlert {
  /** Names the episode, from its begin to its end. */
  readonly id: string;
  /** Name of the condition. */
  readonly tier: string;
  /** Whom it calls. */
  readonly severity: Severity;
  /** Code of why it fires. */
  readonly reason: AlertReason;
  /** The evaluation in which it began. */
  readonly started_at: Time;
  /** What was seen then, in a sentence. */
  readonly summary: string;
  /** The burn rate that both windows were at or above; null if it is not about burning. */
  readonly factor: number | null;
  /** Shows that the matter is significant. */
  readonly long_window_seconds: number | null;
  /** Shows that the matter is still going on. */
  readonly short_window_seconds: number | null;
}

export const statusAlert = object<StatusAlert>({
  id: text,
  tier: text,
  severity: word(SEVERITIES),
  reason: word(ALERT_REASONS),
  started_at: time,
  summary: text,
  factor: nullable(number),
  long_window_seconds: nullable(integer),
  short_window_seconds: nullable(integer),
});

/**
 * One SLO at one evaluation time. When `data` is STALE, NO_DATA or QUERY_ERROR, the figures of the
 * period stand as of `data_until`, and those of the present are null.
 */
export interface Status {
  /** The definition's name; for a group followed by `.` and 16 hex digits. */
  readonly id: string;
  /** Name of the definition. */
  readonly name: string;
  /** The service that makes the promise. */
  readonly service: string;
  /** The author's labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** The label values of this group, empty if the definition is not grouped. */
  readonly group: Readonly<Record<string, string>>;
  /** What the SLO is about. */
  readonly indicator: IndicatorKind;
  /** Share of events that must be good. */
  readonly target: number;
  /** The longest duration of a good event; null unless `indicator` is LATENCY. */
  readonly threshold_seconds: number | null;
  /** What the promise is made over. */
  readonly period: Period;
  /** What the owner should make of it. */
  readonly state: State;
  /** How far the figures can be trusted. */
  readonly data: Data;
  /** Code of why `data` or `state` is what it is; null if all is well. */
  readonly reason: Reason | null;
  /** The same as a sentence. */
  readonly message: string | null;
  /** How the events were counted. */
  readonly counting: Counting;
  /** Where the counted period truly begins. */
  readonly start: Time;
  /** Where it truly ends. */
  readonly end: Time;
  /** Share of the period that has been read from Prometheus. */
  readonly covered_ratio: number;
  /** Time of the earliest sample in the account. */
  readonly since: Time | null;
  /** How far the figures reach; null if there are none. */
  readonly data_until: Time | null;
  /** Share of good events over the period; null if nothing happened or nothing is known. */
  readonly sli: number | null;
  /** Bounds of `sli` where it was interpolated; null where it was counted. */
  readonly estimate: Estimate | null;
  /** Events of the period, without those that are excluded. */
  readonly events: Events | null;
  /** What is excluded from the figures; null if nothing is. */
  readonly excluded: Excluded | null;
  /** The error budget of the period. */
  readonly budget: Budget | null;
  /** By ascending window. */
  readonly burn_rates: readonly BurnRate[];
  /** Recent latency quantiles; null unless `indicator` is LATENCY and they are known. */
  readonly latency: Latency | null;
  /** The alerts that fire. */
  readonly alerts: readonly StatusAlert[];
  /** What the status is true for. */
  readonly evaluated_at: Time;
}

export const status = object<Status>({
  id: text,
  name: text,
  service: text,
  labels: mapping(text),
  group: mapping(text),
  indicator: word(INDICATOR_KINDS),
  target: number,
  threshold_seconds: nullable(number),
  period: period,
  state: word(STATES),
  data: word(DATA),
  reason: nullable(word(REASONS)),
  message: nullable(text),
  counting: word(COUNTINGS),
  start: time,
  end: time,
  covered_ratio: number,
  since: nullable(time),
  data_until: nullable(time),
  sli: nullable(number),
  estimate: nullable(estimate),
  events: nullable(events),
  excluded: nullable(excluded),
  budget: nullable(budget),
  burn_rates: list(burnRate),
  latency: nullable(latency),
  alerts: list(statusAlert),
  evaluated_at: time,
});

/** A status with what it is read from. */
export interface StatusDetail extends Status {
  /** The SLO as its author wrote it. */
  readonly definition: Definition;
  /** The queries that read its events, as Prometheus is asked them. */
  readonly queries: readonly string[];
}

export const statusDetail = object<StatusDetail>({
  ...status.fields,
  definition: definition,
  queries: list(text),
});

/** Statuses of one evaluation, by id. */
export interface StatusList {
  /** Number of the step on the clock's grid; null if no service evaluated it. */
  readonly generation: Int64 | null;
  /** What the list is true for. */
  readonly evaluated_at: Time;
  /** Ordered by id. */
  readonly slos: readonly Status[];
  /** Ask with it for the next page; null on the last. */
  readonly next_cursor: string | null;
}

export const statusList = object<StatusList>({
  generation: nullable(int64),
  evaluated_at: time,
  slos: list(status),
  next_cursor: nullable(text),
});
