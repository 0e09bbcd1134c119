/**
 * A client of SLO Monitor: what SLOs promise, whether they hold, and whether one may ship.
 *
 * @packageDocumentation
 */

export { SloMonitor } from "./client.js";
export { SloMonitorError, type ErrorDetails, type ErrorKind } from "./errors.js";
export type { CallOptions, ClientOptions, Fetch, RepeatableOptions } from "./options.js";
export { exitCode, isPending, passes, type Judged } from "./verdict.js";
export * as figures from "./figures.js";
export type { OperationName } from "./operations.js";
export { VERSION } from "./version.js";
export type { Int64, Time, Word } from "./decode.js";
export type * from "./questions.js";
export {
  ALERT_STATES,
  type AlertState,
  type Share,
  type Evidence,
  type Silence,
  type Alert,
  type AlertList,
} from "./models/alert.js";
export {
  ANNOTATION_KINDS,
  type AnnotationKind,
  type Annotation,
  type AnnotationList,
} from "./models/annotation.js";
export { BASES, type Basis, type Budget, type BurnRate } from "./models/budget.js";
export {
  SEVERITIES,
  NO_DATA_MEANINGS,
  type Severity,
  type NoDataMeaning,
  type Matcher,
  type Selector,
  type LatencyIndicator,
  type RatioIndicator,
  type Indicator,
  type Tier,
  type DroppedTier,
  type AlertPolicy,
  type GatePolicy,
  type Definition,
} from "./models/definition.js";
export { TOLD_KINDS, type ToldKind, type Event } from "./models/event.js";
export type { Events, Estimate, Excluded, Location, Origin } from "./models/events.js";
export {
  EXCLUSION_SOURCES,
  type ExclusionSource,
  type Exclusion,
  type ExclusionList,
} from "./models/exclusion.js";
export type { Covered, Point, History } from "./models/history.js";
export type { JsonSchema } from "./models/json-schema.js";
export type { Quantile, Latency } from "./models/latency.js";
export {
  CALENDAR_UNITS,
  type CalendarUnit,
  type RollingPeriod,
  type CalendarPeriod,
  type Period,
} from "./models/period.js";
export {
  PLAN_STEP_KINDS,
  PLAN_STEP_STATES,
  PLAN_RUN_STATES,
  PLAN_RUN_REASONS,
  type PlanStepKind,
  type PlanStepState,
  type PlanRunState,
  type PlanRunReason,
  type PlanRunStep,
  type PlanRun,
  type PlanRunList,
} from "./models/plan-run.js";
export {
  CHECK_SCOPES,
  HTTP_METHODS,
  WHENS,
  type CheckScope,
  type HttpMethod,
  type When,
  type PlanStep,
  type Plan,
  type PlanList,
} from "./models/plan.js";
export type { Problem, VerdictProblem } from "./models/problem.js";
export {
  INTERVAL_METHODS,
  VERDICT_KINDS,
  VERDICT_REASONS,
  type IntervalMethod,
  type VerdictKind,
  type VerdictReason,
  type LatencyResult,
  type BudgetResult,
  type BaselineResult,
  type Confidence,
  type Result,
} from "./models/result.js";
export {
  ALERT_REASONS,
  INDICATOR_KINDS,
  STATES,
  DATA,
  REASONS,
  COUNTINGS,
  type AlertReason,
  type IndicatorKind,
  type State,
  type Data,
  type Reason,
  type Counting,
  type StatusAlert,
  type Status,
  type StatusDetail,
  type StatusList,
} from "./models/status.js";
export type { Delivery, Transition, TransitionList } from "./models/transition.js";
export {
  FINDING_SEVERITIES,
  type FindingSeverity,
  type Finding,
  type Validation,
} from "./models/validation.js";
export {
  MODES,
  type Mode,
  type VerdictData,
  type Verdict,
  type CheckPending,
  type CheckSummary,
  type CheckList,
} from "./models/verdict.js";
