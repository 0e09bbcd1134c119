import {
  boolean,
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
import { annotation, type Annotation } from "./annotation.js";
import { SEVERITIES, type Severity } from "./definition.js";
import { ALERT_REASONS, type AlertReason } from "./status.js";

/** Known words of {@link AlertState}. */
export const ALERT_STATES = ["FIRING", "RESOLVED"] as const;
/** The states that are told; an alert that is neither is inactive, and no alert. */
export type AlertState = Word<typeof ALERT_STATES>;

/** One group's part of a definition's bad events. */
export interface Share {
  /** The label values of the group. */
  readonly group: Readonly<Record<string, string>>;
  /** Share of the bad events in the long window that happened in it. */
  readonly bad_ratio: number;
}

export const share = object<Share>({
  group: mapping(text),
  bad_ratio: number,
});

/** What is known at a time; null where it is not, or does not apply. */
export interface Evidence {
  /** Burn rate of the long window. */
  readonly long_burn_rate: number | null;
  /** Burn rate of the short window. */
  readonly short_burn_rate: number | null;
  /** Share of the budget that is left; below 0 when more than all of it is spent. */
  readonly remaining_ratio: number | null;
  /** When the budget is gone at the present rate; null if that is not foreseen. */
  readonly exhausts_at: Time | null;
  /** How far the figures reach. */
  readonly data_until: Time | null;
}

export const evidence = object<Evidence>({
  long_burn_rate: nullable(number),
  short_burn_rate: nullable(number),
  remaining_ratio: nullable(number),
  exhausts_at: nullable(time),
  data_until: nullable(time),
});

/** Somebody told an Alertmanager not to notify of an alert for a while. */
export interface Silence {
  /** Names it at that Alertmanager. */
  readonly id: string;
  /** Why. */
  readonly comment: string;
  /** Who. */
  readonly created_by: string;
  /** Until when. */
  readonly ends_at: Time;
}

export const silence = object<Silence>({
  id: text,
  comment: text,
  created_by: text,
  ends_at: time,
});

/** An alert that fires. */
export interface Alert {
  /** Id of the SLO. */
  readonly slo: string;
  /** Name of the definition. */
  readonly name: string;
  /** The service that makes the promise. */
  readonly service: string;
  /** The author's labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** The label values of the group, empty if the definition is not grouped. */
  readonly group: Readonly<Record<string, string>>;
  /** Name of the condition. */
  readonly tier: string;
  /** Whom it calls. */
  readonly severity: Severity;
  /** The burn rate that both windows were at or above; null if it is not about burning. */
  readonly factor: number | null;
  /** Shows that the matter is significant. */
  readonly long_window_seconds: number | null;
  /** Shows that the matter is still going on. */
  readonly short_window_seconds: number | null;
  /** The groups of the definition with the most bad events when it began. */
  readonly worst: readonly Share[];
  /** What was noted of the SLO in the hour before it began, the last of that. */
  readonly after: Annotation | null;
  /** Where help is written down. */
  readonly runbook: string | null;
  /** The evaluation in which it began. */
  readonly started_at: Time;
  /** Names the episode, from its begin to its end. */
  readonly id: string;
  /** Whether it fires. */
  readonly state: AlertState;
  /** Code of why it fires. */
  readonly reason: AlertReason;
  /** What was seen when it began, in a sentence. */
  readonly summary: string;
  /** What was known when it began. */
  readonly then: Evidence;
  /** What is known now. */
  readonly now: Evidence;
  /** The silences that keep it from calling somebody. */
  readonly silenced_by: readonly Silence[];
}

export const alert = object<Alert>({
  slo: text,
  name: text,
  service: text,
  labels: mapping(text),
  group: mapping(text),
  tier: text,
  severity: word(SEVERITIES),
  factor: nullable(number),
  long_window_seconds: nullable(integer),
  short_window_seconds: nullable(integer),
  worst: list(share),
  after: nullable(annotation),
  runbook: nullable(text),
  started_at: time,
  id: text,
  state: word(ALERT_STATES),
  reason: word(ALERT_REASONS),
  summary: text,
  then: evidence,
  now: evidence,
  silenced_by: list(silence),
});

/** The alerts that fire, by id. */
export interface AlertList {
  /** Number of the step on the clock's grid. */
  readonly generation: Int64;
  /** What the list is true for. */
  readonly evaluated_at: Time;
  /** Whether that is too long ago: the alerts fire as they did then, and what is now is null. */
  readonly is_expired: boolean;
  /** Ordered by id. */
  readonly alerts: readonly Alert[];
  /** Ask with it for the next page; null on the last. */
  readonly next_cursor: string | null;
}

export const alertList = object<AlertList>({
  generation: int64,
  evaluated_at: time,
  is_expired: boolean,
  alerts: list(alert),
  next_cursor: nullable(text),
});
