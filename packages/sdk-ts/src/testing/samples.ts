/** Values as the service gives them, for tests that care about a few fields. */

import type { Event } from "../models/event.js";
import type { PlanRun } from "../models/plan-run.js";
import type { Status } from "../models/status.js";
import type { Verdict } from "../models/verdict.js";

const AT = "2026-11-22T15:04:30Z";
const BEGIN = "2026-10-23T15:04:30Z";

/** A healthy SLO, but for what is given. */
export function aStatus(differing: Partial<Status> = {}): Status {
  return { ...HEALTHY, ...differing };
}

/** A budget with room, but for what is given. */
export function aVerdict(differing: Partial<Verdict> = {}): Verdict {
  return { ...PASS, ...differing };
}

/** A step that was published, but for what is given. */
export function anEvent(differing: Partial<Event> = {}): Event {
  return { ...PUBLISHED, ...differing };
}

/** A run that has just begun, but for what is given; it has ended once it has `ended_at`. */
export function aPlanRun(differing: Partial<PlanRun> = {}): PlanRun {
  return { ...RUNNING, ...differing };
}

const HEALTHY: Status = {
  id: "checkout-latency",
  name: "checkout-latency",
  service: "checkout",
  labels: {},
  group: {},
  indicator: "RATIO",
  target: 0.95,
  threshold_seconds: null,
  period: { kind: "ROLLING", seconds: 2_592_000 },
  state: "HEALTHY",
  data: "OK",
  reason: null,
  message: null,
  counting: "EXACT",
  start: BEGIN,
  end: AT,
  covered_ratio: 1,
  since: BEGIN,
  data_until: AT,
  sli: 0.99,
  estimate: null,
  events: { good: 9900, bad: 100, total: 10_000 },
  excluded: null,
  budget: {
    events: 500,
    basis: "PERIOD",
    consumed_ratio: 0.2,
    remaining_ratio: 0.8,
    exhausts_at: null,
  },
  burn_rates: [],
  latency: null,
  alerts: [],
  evaluated_at: AT,
};

const PASS: Verdict = {
  schema_version: 1,
  check_id: "9754b1ff11ae196217fc2388c730abc7",
  verdict: "PASS",
  reason: "BUDGET_LEFT",
  summary: "checkout-latency: 80.0% of the error budget is left.",
  mode: "BUDGET",
  start: BEGIN,
  end: AT,
  match: {},
  data: { expected_until: AT, newest_sample: AT, covered_ratio: 1 },
  results: [],
};

const PUBLISHED: Event = {
  id: 1,
  kind: "SNAPSHOT_PUBLISHED",
  at: AT,
  generation: 59_845_336,
  transition: null,
  plan_run: null,
};

const RUNNING: PlanRun = {
  id: "0123456789abcdef0123456789abcdef",
  plan: "release-gate",
  state: "RUNNING",
  verdict: null,
  reason: null,
  summary: null,
  created_at: AT,
  created_by: "loopback",
  started_at: AT,
  ended_at: null,
  progress_ratio: 0,
  steps: [],
};
