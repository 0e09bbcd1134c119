import {
  integer,
  list,
  mapping,
  nullable,
  number,
  object,
  text,
  time,
  word,
  type Time,
} from "../decode.js";
import {
  ALERT_STATES,
  evidence,
  share,
  type AlertState,
  type Evidence,
  type Share,
} from "./alert.js";
import { annotation, type Annotation } from "./annotation.js";
import { SEVERITIES, type Severity } from "./definition.js";
import { ALERT_REASONS, type AlertReason } from "./status.js";

/** What became of telling a receiver. */
export interface Delivery {
  /** Who is told. */
  readonly receiver: string;
  /** How far that is: `PENDING`, or what became of it; more words may come. */
  readonly state: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** Why the last attempt failed; null if none did. */
  readonly last_error: string | null;
}

export const delivery = object<Delivery>({
  receiver: text,
  state: text,
  attempts: integer,
  last_error: nullable(text),
});

/** A change of an alert's state. */
export interface Transition {
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
  /** Names the change: who has heard of it once need not hear of it again. */
  readonly id: string;
  /** Id of the alert. */
  readonly alert: string;
  /** What it became. */
  readonly state: AlertState;
  /** Code of why it changed. */
  readonly reason: AlertReason;
  /** The evaluation in which it changed. */
  readonly at: Time;
  /** What was seen then, in a sentence. */
  readonly summary: string;
  /** What was known then. */
  readonly evidence: Evidence;
  /** What became of telling it, by receiver; empty if nobody has to be told. */
  readonly deliveries: readonly Delivery[];
}

export const transition = object<Transition>({
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
  alert: text,
  state: word(ALERT_STATES),
  reason: word(ALERT_REASONS),
  at: time,
  summary: text,
  evidence: evidence,
  deliveries: list(delivery),
});

/** How alerts changed. */
export interface TransitionList {
  /** In the order in which they were stored, the last one first. */
  readonly transitions: readonly Transition[];
  /** Ask with it for the next page; null on the last. */
  readonly next_cursor: string | null;
}

export const transitionList = object<TransitionList>({
  transitions: list(transition),
  next_cursor: nullable(text),
});
