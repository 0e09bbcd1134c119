import {
  integer,
  list,
  nullable,
  number,
  object,
  text,
  time,
  word,
  type Time,
  type Word,
} from "../decode.js";
import { VERDICT_KINDS, VERDICT_REASONS, type VerdictKind } from "./result.js";

/** Known words of {@link PlanStepKind}. */
export const PLAN_STEP_KINDS = ["LOAD", "SETTLE", "WAIT", "CHECK", "HTTP"] as const;
/** What a step does. */
export type PlanStepKind = Word<typeof PLAN_STEP_KINDS>;

/** Known words of {@link PlanStepState}. */
export const PLAN_STEP_STATES = [
  "PENDING",
  "RUNNING",
  "SUCCEEDED",
  "FAILED",
  "SKIPPED",
  "CANCELLED",
] as const;
/** How far a step has come; it FAILED if it speaks against the run. */
export type PlanStepState = Word<typeof PLAN_STEP_STATES>;

/** Known words of {@link PlanRunState}. */
export const PLAN_RUN_STATES = ["RUNNING", "FINISHED", "CANCELLED", "INTERRUPTED"] as const;
/** How far a run has come. */
export type PlanRunState = Word<typeof PLAN_RUN_STATES>;

/** Known words of {@link PlanRunReason}. */
export const PLAN_RUN_REASONS = [
  "LOAD_THRESHOLDS_CROSSED",
  "LOAD_FAILED",
  "HTTP_FAILED",
  "CHECK_FAILED",
  "STEP_FAILED",
  "TIMED_OUT",
  "CANCELLED",
  "INTERRUPTED",
  ...VERDICT_REASONS,
] as const;
/** The stable code behind the verdict of a run: the first are of plans, the others of checks. */
export type PlanRunReason = Word<typeof PLAN_RUN_REASONS>;

/** How far a step of a run has come. */
export interface PlanRunStep {
  /** Its place in the plan, from 1. */
  readonly number: number;
  /** What it does. */
  readonly kind: PlanStepKind;
  /** How far it has come; FAILED if it speaks against the run. */
  readonly state: PlanStepState;
  /** When it began; null before. */
  readonly started_at: Time | null;
  /** When it ended; null before, or if it was skipped. */
  readonly ended_at: Time | null;
  /** What it came to, or why it was skipped, in a sentence; null before. */
  readonly message: string | null;
  /** The verdict of a CHECK; that of a RUN can be asked for under this id. */
  readonly check_id: string | null;
  /** What a CHECK answered; null before, and for other kinds. */
  readonly check_verdict: VerdictKind | null;
  /** How much of it is done, by the time that it takes; null where that cannot be told. */
  readonly progress_ratio: number | null;
}

export const planRunStep = object<PlanRunStep>({
  number: integer,
  kind: word(PLAN_STEP_KINDS),
  state: word(PLAN_STEP_STATES),
  started_at: nullable(time),
  ended_at: nullable(time),
  message: nullable(text),
  check_id: nullable(text),
  check_verdict: nullable(word(VERDICT_KINDS)),
  progress_ratio: nullable(number),
});

/** One run of a plan. */
export interface PlanRun {
  /** Names it. */
  readonly id: string;
  /** The name of the plan, which may have changed since. */
  readonly plan: string;
  /** How far it has come; INTERRUPTED: the service ended while it ran. */
  readonly state: PlanRunState;
  /** What it ended in; null while it runs. */
  readonly verdict: VerdictKind | null;
  /** The stable code behind the verdict: of the plan, or that of the check that decided. */
  readonly reason: PlanRunReason | null;
  /** The verdict in a sentence; null while it runs. */
  readonly summary: string | null;
  /** When it was asked for. */
  readonly created_at: Time;
  /** Who asked for it: the name of a key, or `loopback`. */
  readonly created_by: string;
  /** When its first step began; null before. */
  readonly started_at: Time | null;
  /** When it ended; null while it runs. */
  readonly ended_at: Time | null;
  /** How much of it is done, by the time that its steps take; null if it was stopped. */
  readonly progress_ratio: number | null;
  /** In order. */
  readonly steps: readonly PlanRunStep[];
}

export const planRun = object<PlanRun>({
  id: text,
  plan: text,
  state: word(PLAN_RUN_STATES),
  verdict: nullable(word(VERDICT_KINDS)),
  reason: nullable(word(PLAN_RUN_REASONS)),
  summary: nullable(text),
  created_at: time,
  created_by: text,
  started_at: nullable(time),
  ended_at: nullable(time),
  progress_ratio: nullable(number),
  steps: list(planRunStep),
});

/** Runs of plans that are kept. */
export interface PlanRunList {
  /** The one that was begun last first. */
  readonly runs: readonly PlanRun[];
  /** Ask with it for the next page; null on the last. */
  readonly next_cursor: string | null;
}

export const planRunList = object<PlanRunList>({
  runs: list(planRun),
  next_cursor: nullable(text),
});
