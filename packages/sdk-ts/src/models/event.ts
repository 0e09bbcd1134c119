import {
  int64,
  nullable,
  object,
  time,
  word,
  type Int64,
  type Time,
  type Word,
} from "../decode.js";
import { planRun, type PlanRun } from "./plan-run.js";
import { transition, type Transition } from "./transition.js";

/** Known words of {@link ToldKind}. */
export const TOLD_KINDS = [
  "SNAPSHOT_PUBLISHED",
  "ALERT_CHANGED",
  "PLAN_RUN_CHANGED",
  "RESET",
] as const;
/** What a listener can be told. */
export type ToldKind = Word<typeof TOLD_KINDS>;

/** Something that happened; what stands in `data` of each server-sent event. */
export interface Event {
  /** Its place in the order of all events; go on after it with `after_id`. */
  readonly id: Int64;
  /** What happened; RESET: events were missed, so whatever is known should be asked for anew. */
  readonly kind: ToldKind;
  /** The evaluation in which it happened; null with RESET. */
  readonly at: Time | null;
  /** Number of the step that was published; null unless that is what happened. */
  readonly generation: Int64 | null;
  /** How an alert changed; null unless that is what happened. */
  readonly transition: Transition | null;
  /** A run of a plan as it was then; null unless that is what happened. */
  readonly plan_run: PlanRun | null;
}

export const event = object<Event>({
  id: int64,
  kind: word(TOLD_KINDS),
  at: nullable(time),
  generation: nullable(int64),
  transition: nullable(transition),
  plan_run: nullable(planRun),
});
