/** The decoder of each schema of `openapi.json` that the service answers with. */

import type { Decoder } from "../src/decode.js";
import { share, evidence, silence, alert, alertList } from "../src/models/alert.js";
import { annotation, annotationList } from "../src/models/annotation.js";
import { budget, burnRate } from "../src/models/budget.js";
import {
  matcher,
  selector,
  latencyIndicator,
  ratioIndicator,
  tier,
  droppedTier,
  alertPolicy,
  gatePolicy,
  definition,
} from "../src/models/definition.js";
import { event } from "../src/models/event.js";
import { events, estimate, excluded, location, origin } from "../src/models/events.js";
import { exclusion, exclusionList } from "../src/models/exclusion.js";
import { covered, point, history } from "../src/models/history.js";
import { quantile, latency } from "../src/models/latency.js";
import { rollingPeriod, calendarPeriod } from "../src/models/period.js";
import { planRunStep, planRun, planRunList } from "../src/models/plan-run.js";
import { planStep, plan, planList } from "../src/models/plan.js";
import { problem, verdictProblem } from "../src/models/problem.js";
import {
  latencyResult,
  budgetResult,
  baselineResult,
  confidence,
  result,
} from "../src/models/result.js";
import { statusAlert, status, statusDetail, statusList } from "../src/models/status.js";
import { delivery, transition, transitionList } from "../src/models/transition.js";
import { finding, validation } from "../src/models/validation.js";
import {
  verdictData,
  verdict,
  checkPending,
  checkSummary,
  checkList,
} from "../src/models/verdict.js";

export const SCHEMAS: Readonly<Record<string, Decoder<object>>> = {
  Share: share,
  Evidence: evidence,
  Silence: silence,
  Alert: alert,
  AlertList: alertList,
  Annotation: annotation,
  AnnotationList: annotationList,
  Budget: budget,
  BurnRate: burnRate,
  Matcher: matcher,
  Selector: selector,
  LatencyIndicator: latencyIndicator,
  RatioIndicator: ratioIndicator,
  Tier: tier,
  DroppedTier: droppedTier,
  AlertPolicy: alertPolicy,
  GatePolicy: gatePolicy,
  Definition: definition,
  Event: event,
  Events: events,
  Estimate: estimate,
  Excluded: excluded,
  Location: location,
  Origin: origin,
  Exclusion: exclusion,
  ExclusionList: exclusionList,
  Covered: covered,
  Point: point,
  History: history,
  Quantile: quantile,
  Latency: latency,
  RollingPeriod: rollingPeriod,
  CalendarPeriod: calendarPeriod,
  PlanRunStep: planRunStep,
  PlanRun: planRun,
  PlanRunList: planRunList,
  PlanStep: planStep,
  Plan: plan,
  PlanList: planList,
  Problem: problem,
  VerdictProblem: verdictProblem,
  LatencyResult: latencyResult,
  BudgetResult: budgetResult,
  BaselineResult: baselineResult,
  Confidence: confidence,
  Result: result,
  StatusAlert: statusAlert,
  Status: status,
  StatusDetail: statusDetail,
  StatusList: statusList,
  Delivery: delivery,
  Transition: transition,
  TransitionList: transitionList,
  Finding: finding,
  Validation: validation,
  VerdictData: verdictData,
  Verdict: verdict,
  CheckPending: checkPending,
  CheckSummary: checkSummary,
  CheckList: checkList,
};
