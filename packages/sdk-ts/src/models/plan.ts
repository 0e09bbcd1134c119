import {
  boolean,
  integer,
  list,
  mapping,
  nullable,
  number,
  object,
  text,
  word,
  type Word,
} from "../decode.js";
import { location, type Location } from "./events.js";
import { PLAN_STEP_KINDS, planRun, type PlanRun, type PlanStepKind } from "./plan-run.js";

/** Known words of {@link CheckScope}. */
export const CHECK_SCOPES = ["RUN", "BUDGET"] as const;
/** What a check judges. */
export type CheckScope = Word<typeof CHECK_SCOPES>;

/** Known words of {@link HttpMethod}. */
export const HTTP_METHODS = ["GET", "POST"] as const;
/** How a URL is called. */
export type HttpMethod = Word<typeof HTTP_METHODS>;

/** Known words of {@link When}. */
export const WHENS = ["PASSED", "ALWAYS"] as const;
/** When a URL is called. */
export type When = Word<typeof WHENS>;

/** A step of a plan; fields that its kind does not have are null or empty. */
export interface PlanStep {
  /** What it does. */
  readonly kind: PlanStepKind;
  /** The same in a sentence. */
  readonly title: string;
  /** LOAD: the k6 script. */
  readonly script: string | null;
  /** LOAD: virtual users at a time. */
  readonly vus: number | null;
  /** LOAD, WAIT: how long it lasts. */
  readonly duration_seconds: number | null;
  /** LOAD: names of the variables that the script is given; their values are not shown. */
  readonly env: readonly string[];
  /** LOAD: it has failed after so long. */
  readonly max_time_seconds: number | null;
  /** SETTLE: how long samples are waited for at most. */
  readonly max_wait_seconds: number | null;
  /** CHECK: what is judged; empty: every SLO. */
  readonly slos: readonly string[];
  /** CHECK: RUN judges the time since the load began, BUDGET the budgets as they stand. */
  readonly scope: CheckScope | null;
  /** CHECK of a RUN: with fewer events it is INCONCLUSIVE. */
  readonly min_events: number | null;
  /** CHECK of a RUN: the level of the interval that decides; null: the counts themselves do. */
  readonly confidence: number | null;
  /** CHECK of a RUN: labels that its series have. */
  readonly match: Readonly<Record<string, string>>;
  /** HTTP: what is called, without the query, which may hold a secret. */
  readonly url: string | null;
  /** HTTP: how it is called. */
  readonly method: HttpMethod | null;
  /** HTTP: the status that it must answer; null: any 2xx. */
  readonly expect_status: number | null;
  /** HTTP: it must answer within this time. */
  readonly timeout_seconds: number | null;
  /** HTTP: PASSED: only if nothing speaks against the run; ALWAYS: in any case. */
  readonly when: When | null;
}

export const planStep = object<PlanStep>({
  kind: word(PLAN_STEP_KINDS),
  title: text,
  script: nullable(text),
  vus: nullable(integer),
  duration_seconds: nullable(number),
  env: list(text),
  max_time_seconds: nullable(number),
  max_wait_seconds: nullable(number),
  slos: list(text),
  scope: nullable(word(CHECK_SCOPES)),
  min_events: nullable(number),
  confidence: nullable(number),
  match: mapping(text),
  url: nullable(text),
  method: nullable(word(HTTP_METHODS)),
  expect_status: nullable(integer),
  timeout_seconds: nullable(number),
  when: nullable(word(WHENS)),
});

/** A list of steps that ends in a verdict. */
export interface Plan {
  /** Unique among plans. */
  readonly name: string;
  /** What it is for; empty if nobody said. */
  readonly description: string;
  /** In order. */
  readonly steps: readonly PlanStep[];
  /** Whether it may be begun while another run of it is under way. */
  readonly overlap: boolean;
  /** After so long a run of it has taken too long; null: it may take what its steps take. */
  readonly timeout_seconds: number | null;
  /** Where it was written. */
  readonly location: Location | null;
  /** The run that was begun last, of those that are kept. */
  readonly last_run: PlanRun | null;
}

export const plan = object<Plan>({
  name: text,
  description: text,
  steps: list(planStep),
  overlap: boolean,
  timeout_seconds: nullable(number),
  location: nullable(location),
  last_run: nullable(planRun),
});

/** The plans in force. */
export interface PlanList {
  /** Ordered by name. */
  readonly plans: readonly Plan[];
  /** Ask with it for the next page; null on the last. */
  readonly next_cursor: string | null;
}

export const planList = object<PlanList>({
  plans: list(plan),
  next_cursor: nullable(text),
});
