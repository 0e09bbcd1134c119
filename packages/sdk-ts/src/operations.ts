/** What the service can be asked: each operation of the contract, and the method that asks it. */

import type { SloMonitor } from "./client.js";

/** An operation as the contract names it on its faces, and the method of the client. */
export interface Operation {
  /** Method of {@link SloMonitor}. */
  readonly method: keyof SloMonitor;
  /** Verb and path over HTTP. */
  readonly rest: `${"GET" | "POST" | "DELETE"} /${string}`;
  /** What it is called over gRPC, which this client does not speak. */
  readonly grpc: string;
}

/** Every operation, by its name in the contract. */
export const OPERATIONS = {
  list_slos: { method: "listSlos", rest: "GET /slos", grpc: "ListSlos" },
  get_slo: { method: "getSlo", rest: "GET /slos/{id}", grpc: "GetSlo" },
  get_slo_history: {
    method: "getSloHistory",
    rest: "GET /slos/{id}/history",
    grpc: "GetSloHistory",
  },
  check_slos: { method: "checkSlos", rest: "POST /slo/check", grpc: "CheckSlos" },
  list_checks: { method: "listChecks", rest: "GET /slo/checks", grpc: "ListChecks" },
  get_check: { method: "getCheck", rest: "GET /slo/checks/{id}", grpc: "GetCheck" },
  list_alerts: { method: "listAlerts", rest: "GET /alerts", grpc: "ListAlerts" },
  list_alert_history: {
    method: "listAlertHistory",
    rest: "GET /alerts/history",
    grpc: "ListAlertHistory",
  },
  list_annotations: {
    method: "listAnnotations",
    rest: "GET /annotations",
    grpc: "ListAnnotations",
  },
  add_annotation: { method: "addAnnotation", rest: "POST /annotations", grpc: "AddAnnotation" },
  get_annotation: { method: "getAnnotation", rest: "GET /annotations/{id}", grpc: "GetAnnotation" },
  list_exclusions: { method: "listExclusions", rest: "GET /exclusions", grpc: "ListExclusions" },
  create_exclusion: {
    method: "createExclusion",
    rest: "POST /exclusions",
    grpc: "CreateExclusion",
  },
  delete_exclusion: {
    method: "deleteExclusion",
    rest: "DELETE /exclusions/{id}",
    grpc: "DeleteExclusion",
  },
  list_plans: { method: "listPlans", rest: "GET /plans", grpc: "ListPlans" },
  get_plan: { method: "getPlan", rest: "GET /plans/{name}", grpc: "GetPlan" },
  run_plan: { method: "runPlan", rest: "POST /plans/{name}/runs", grpc: "RunPlan" },
  list_plan_runs: { method: "listPlanRuns", rest: "GET /plan-runs", grpc: "ListPlanRuns" },
  get_plan_run: { method: "getPlanRun", rest: "GET /plan-runs/{id}", grpc: "GetPlanRun" },
  cancel_plan_run: {
    method: "cancelPlanRun",
    rest: "POST /plan-runs/{id}/cancel",
    grpc: "CancelPlanRun",
  },
  listen_to_plan_run: {
    method: "listenToPlanRun",
    rest: "GET /plan-runs/{id}/events",
    grpc: "ListenToPlanRun",
  },
  validate_definitions: {
    method: "validateDefinitions",
    rest: "POST /definitions/validate",
    grpc: "ValidateDefinitions",
  },
  definition_schema: {
    method: "definitionSchema",
    rest: "GET /definitions/schema",
    grpc: "DefinitionSchema",
  },
  listen_to_events: { method: "listenToEvents", rest: "GET /events", grpc: "ListenToEvents" },
} as const satisfies Readonly<Record<string, Operation>>;

/** Name of an operation in the contract. */
export type OperationName = keyof typeof OPERATIONS;
