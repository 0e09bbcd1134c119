import {
  boolean,
  integer,
  list,
  nullable,
  number,
  object,
  text,
  time,
  type Time,
} from "../decode.js";
import { annotation, type Annotation } from "./annotation.js";
import { events, type Events } from "./events.js";

/** What the points cover, without a gap. */
export interface Covered {
  /** Where the first point begins. */
  readonly start: Time;
  /** Where the last point ends. */
  readonly end: Time;
}

export const covered = object<Covered>({
  start: time,
  end: time,
});

/** One bin of a history. */
export interface Point {
  /** Where it truly begins. */
  readonly start: Time;
  /** Where it truly ends. */
  readonly end: Time;
  /** What happened in it. */
  readonly events: Events;
  /** Share of good events; null if nothing happened. */
  readonly sli: number | null;
  /** 1 spends the budget in exactly one period; null if nothing happened. */
  readonly burn_rate: number | null;
  /** Share of the present period's budget that was left at its end; null before that period. */
  readonly remaining_ratio: number | null;
}

export const point = object<Point>({
  start: time,
  end: time,
  events: events,
  sli: nullable(number),
  burn_rate: nullable(number),
  remaining_ratio: nullable(number),
});

/** Events, burn rates and the remaining budget of an SLO over time. */
export interface History {
  /** Id of the SLO. */
  readonly slo: string;
  /** The evaluation whose period and budget are shown. */
  readonly evaluated_at: Time;
  /** Where what was asked for begins. */
  readonly start: Time;
  /** Where it ends. */
  readonly end: Time;
  /** As much of it as is known; null if nothing is. */
  readonly covered: Covered | null;
  /** Length of a bin, but for the first and the last; null if there are no points. */
  readonly step_seconds: number | null;
  /** The shortest step that is kept of a time so long ago; null if there are no points. */
  readonly finest_step_seconds: number | null;
  /** Whether the step is longer than the one asked for, since that is not kept. */
  readonly is_widened: boolean;
  /** In order of time. */
  readonly points: readonly Point[];
  /** What was noted of the SLO in that time, the last one first; at most 1,000. */
  readonly annotations: readonly Annotation[];
}

export const history = object<History>({
  slo: text,
  evaluated_at: time,
  start: time,
  end: time,
  covered: nullable(covered),
  step_seconds: nullable(integer),
  finest_step_seconds: nullable(integer),
  is_widened: boolean,
  points: list(point),
  annotations: list(annotation),
});
