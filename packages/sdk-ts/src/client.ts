/** The client: a method for each operation of the contract. */

import { asked, checked, everyItem, judged, patienceWithStream, told } from "./asking.js";
import { Caller } from "./caller.js";
import { systemClock, type Clock } from "./clock.js";
import type { Decoder } from "./decode.js";
import { alertList, type Alert, type AlertList } from "./models/alert.js";
import {
  annotation,
  annotationList,
  type Annotation,
  type AnnotationList,
} from "./models/annotation.js";
import type { Event } from "./models/event.js";
import {
  exclusion,
  exclusionList,
  type Exclusion,
  type ExclusionList,
} from "./models/exclusion.js";
import { history, type History } from "./models/history.js";
import { jsonSchema, type JsonSchema } from "./models/json-schema.js";
import { planRun, planRunList, type PlanRun, type PlanRunList } from "./models/plan-run.js";
import { plan, planList, type Plan, type PlanList } from "./models/plan.js";
import {
  statusDetail,
  statusList,
  type Status,
  type StatusDetail,
  type StatusList,
} from "./models/status.js";
import { transitionList, type Transition, type TransitionList } from "./models/transition.js";
import { validation, type Validation } from "./models/validation.js";
import {
  checkList,
  type CheckList,
  type CheckPending,
  type CheckSummary,
  type Verdict,
} from "./models/verdict.js";
import {
  settingsOf,
  type CallOptions,
  type ClientOptions,
  type RepeatableOptions,
} from "./options.js";
import type {
  AnnotationNote,
  CheckQuestion,
  ExclusionQuestion,
  HistoryQuery,
  ListAlertHistoryQuery,
  ListAlertsQuery,
  ListAnnotationsQuery,
  ListPlanRunsQuery,
  ListSlosQuery,
  ListenToEventsQuery,
  PageQuery,
  ValidationQuestion,
} from "./questions.js";
import { newKey, pathOf, posting, queryOf, reading } from "./requests.js";
import { events, planRuns } from "./streams.js";

/**
 * Asks a service. Every method throws `SloMonitorError` and nothing else; each takes
 * {@link CallOptions} last.
 */
export class SloMonitor {
  readonly #caller: Caller;

  constructor(options: ClientOptions);

  /** @internal */
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- the other one is not published
  constructor(options: ClientOptions, clock: Clock);
  constructor(options: ClientOptions, clock: Clock = systemClock) {
    this.#caller = new Caller(settingsOf(options), clock);
  }

  /** List the statuses of the newest evaluation, ordered by id. GET /slos, gRPC ListSlos. */
  async listSlos(query: ListSlosQuery = {}, options: CallOptions = {}): Promise<StatusList> {
    return this.#read(`/slos${queryOf(query)}`, statusList, options);
  }

  /** The same, page after page, each item by itself; `limit` is the size of a page. */
  allSlos(query: ListSlosQuery = {}, options: CallOptions = {}): AsyncGenerator<Status, void> {
    return everyItem(
      (asked: ListSlosQuery) => this.listSlos(asked, options),
      (page) => page.slos,
      query,
    );
  }

  /** Show one status with its definition and the queries that read its events. GET /slos/{id}, gRPC GetSlo. */
  async getSlo(id: string, options: CallOptions = {}): Promise<StatusDetail> {
    return this.#read(pathOf("/slos/{id}", id), statusDetail, options);
  }

  /** Show how an SLO got where it stands. GET /slos/{id}/history, gRPC GetSloHistory. */
  async getSloHistory(
    id: string,
    query: HistoryQuery = {},
    options: CallOptions = {},
  ): Promise<History> {
    return this.#read(pathOf("/slos/{id}/history", id) + queryOf(query), history, options);
  }

  /**
   * Judge budgets; with a `window` or a `start`, a run. A run has no deadline but the caller's
   * unless `wait` is false; then it may be pending. POST /slo/check, gRPC CheckSlos.
   */
  checkSlos(
    question?: CheckQuestion & { wait?: true },
    options?: RepeatableOptions,
  ): Promise<Verdict>;
  checkSlos(question: CheckQuestion, options?: RepeatableOptions): Promise<Verdict | CheckPending>;
  async checkSlos(
    question: CheckQuestion = {},
    options: RepeatableOptions = {},
  ): Promise<Verdict | CheckPending> {
    return judged(this.#caller, question, options);
  }

  /** List the verdicts on runs that are kept, the one that was asked for last first. GET /slo/checks, gRPC ListChecks. */
  async listChecks(query: PageQuery = {}, options: CallOptions = {}): Promise<CheckList> {
    return this.#read(`/slo/checks${queryOf(query)}`, checkList, options);
  }

  /** The same, page after page, each item by itself; `limit` is the size of a page. */
  allChecks(query: PageQuery = {}, options: CallOptions = {}): AsyncGenerator<CheckSummary, void> {
    return everyItem(
      (asked: PageQuery) => this.listChecks(asked, options),
      (page) => page.checks,
      query,
    );
  }

  /** Show the verdict on a run, or that it is pending. GET /slo/checks/{id}, gRPC GetCheck. */
  async getCheck(id: string, options: CallOptions = {}): Promise<Verdict | CheckPending> {
    return checked(this.#caller, reading(pathOf("/slo/checks/{id}", id)), options);
  }

  /** List the alerts that fire, ordered by id; those of an expired evaluation as they did then. GET /alerts, gRPC ListAlerts. */
  async listAlerts(query: ListAlertsQuery = {}, options: CallOptions = {}): Promise<AlertList> {
    return this.#read(`/alerts${queryOf(query)}`, alertList, options);
  }

  /** The same, page after page, each item by itself; `limit` is the size of a page. */
  allAlerts(query: ListAlertsQuery = {}, options: CallOptions = {}): AsyncGenerator<Alert, void> {
    return everyItem(
      (asked: ListAlertsQuery) => this.listAlerts(asked, options),
      (page) => page.alerts,
      query,
    );
  }

  /** List the changes of alerts' states, the last one first. GET /alerts/history, gRPC ListAlertHistory. */
  async listAlertHistory(
    query: ListAlertHistoryQuery = {},
    options: CallOptions = {},
  ): Promise<TransitionList> {
    return this.#read(`/alerts/history${queryOf(query)}`, transitionList, options);
  }

  /** The same, page after page, each item by itself; `limit` is the size of a page. */
  allAlertHistory(
    query: ListAlertHistoryQuery = {},
    options: CallOptions = {},
  ): AsyncGenerator<Transition, void> {
    return everyItem(
      (asked: ListAlertHistoryQuery) => this.listAlertHistory(asked, options),
      (page) => page.transitions,
      query,
    );
  }

  /** List what was noted, the one that began last first. GET /annotations, gRPC ListAnnotations. */
  async listAnnotations(
    query: ListAnnotationsQuery = {},
    options: CallOptions = {},
  ): Promise<AnnotationList> {
    return this.#read(`/annotations${queryOf(query)}`, annotationList, options);
  }

  /** The same, page after page, each item by itself; `limit` is the size of a page. */
  allAnnotations(
    query: ListAnnotationsQuery = {},
    options: CallOptions = {},
  ): AsyncGenerator<Annotation, void> {
    return everyItem(
      (asked: ListAnnotationsQuery) => this.listAnnotations(asked, options),
      (page) => page.annotations,
      query,
    );
  }

  /** Note a deploy, an incident or anything else. POST /annotations, gRPC AddAnnotation. */
  async addAnnotation(note: AnnotationNote, options: RepeatableOptions = {}): Promise<Annotation> {
    const request = posting("/annotations", note, options.idempotencyKey ?? newKey());
    return asked(this.#caller, request, annotation, options);
  }

  /** Show what was noted. GET /annotations/{id}, gRPC GetAnnotation. */
  async getAnnotation(id: string, options: CallOptions = {}): Promise<Annotation> {
    return this.#read(pathOf("/annotations/{id}", id), annotation, options);
  }

  /** List the exclusions of the files and those that were asked for, ordered by id. GET /exclusions, gRPC ListExclusions. */
  async listExclusions(query: PageQuery = {}, options: CallOptions = {}): Promise<ExclusionList> {
    return this.#read(`/exclusions${queryOf(query)}`, exclusionList, options);
  }

  /** The same, page after page, each item by itself; `limit` is the size of a page. */
  allExclusions(query: PageQuery = {}, options: CallOptions = {}): AsyncGenerator<Exclusion, void> {
    return everyItem(
      (asked: PageQuery) => this.listExclusions(asked, options),
      (page) => page.exclusions,
      query,
    );
  }

  /** Leave a time out of the figures. POST /exclusions, gRPC CreateExclusion. */
  async createExclusion(
    question: ExclusionQuestion,
    options: CallOptions = {},
  ): Promise<Exclusion> {
    return asked(this.#caller, posting("/exclusions", question), exclusion, options);
  }

  /** Count a time again. DELETE /exclusions/{id}, gRPC DeleteExclusion. */
  async deleteExclusion(id: string, options: CallOptions = {}): Promise<void> {
    const target = pathOf("/exclusions/{id}", id);
    return told(this.#caller, { verb: "DELETE", target, repeatable: false }, options);
  }

  /** List the plans in force, ordered by name, each with its last run. GET /plans, gRPC ListPlans. */
  async listPlans(query: PageQuery = {}, options: CallOptions = {}): Promise<PlanList> {
    return this.#read(`/plans${queryOf(query)}`, planList, options);
  }

  /** The same, page after page, each item by itself; `limit` is the size of a page. */
  allPlans(query: PageQuery = {}, options: CallOptions = {}): AsyncGenerator<Plan, void> {
    return everyItem(
      (asked: PageQuery) => this.listPlans(asked, options),
      (page) => page.plans,
      query,
    );
  }

  /** Show one plan with its last run. GET /plans/{name}, gRPC GetPlan. */
  async getPlan(name: string, options: CallOptions = {}): Promise<Plan> {
    return this.#read(pathOf("/plans/{name}", name), plan, options);
  }

  /** Begin a run of a plan, and answer at once. POST /plans/{name}/runs, gRPC RunPlan. */
  async runPlan(name: string, options: RepeatableOptions = {}): Promise<PlanRun> {
    const key = options.idempotencyKey ?? newKey();
    const request = posting(pathOf("/plans/{name}/runs", name), undefined, key);
    return asked(this.#caller, request, planRun, options);
  }

  /** List the runs that are kept, the one that was begun last first. GET /plan-runs, gRPC ListPlanRuns. */
  async listPlanRuns(
    query: ListPlanRunsQuery = {},
    options: CallOptions = {},
  ): Promise<PlanRunList> {
    return this.#read(`/plan-runs${queryOf(query)}`, planRunList, options);
  }

  /** The same, page after page, each item by itself; `limit` is the size of a page. */
  allPlanRuns(
    query: ListPlanRunsQuery = {},
    options: CallOptions = {},
  ): AsyncGenerator<PlanRun, void> {
    return everyItem(
      (asked: ListPlanRunsQuery) => this.listPlanRuns(asked, options),
      (page) => page.runs,
      query,
    );
  }

  /** Show one run as it stands. GET /plan-runs/{id}, gRPC GetPlanRun. */
  async getPlanRun(id: string, options: CallOptions = {}): Promise<PlanRun> {
    return this.#read(pathOf("/plan-runs/{id}", id), planRun, options);
  }

  /** End a run before its verdict. POST /plan-runs/{id}/cancel, gRPC CancelPlanRun. */
  async cancelPlanRun(id: string, options: CallOptions = {}): Promise<PlanRun> {
    const request = posting(pathOf("/plan-runs/{id}/cancel", id), undefined);
    return asked(this.#caller, request, planRun, options);
  }

  /**
   * Be shown a run as it stands, and then as it goes on, until it has ended; opened again where the
   * connection breaks. GET /plan-runs/{id}/events, gRPC ListenToPlanRun.
   */
  async *listenToPlanRun(id: string, options: CallOptions = {}): AsyncGenerator<PlanRun, void> {
    yield* planRuns(this.#caller, id, patienceWithStream(this.#caller, options));
  }

  /** Examine definition files. POST /definitions/validate, gRPC ValidateDefinitions. */
  async validateDefinitions(
    question: ValidationQuestion,
    options: CallOptions = {},
  ): Promise<Validation> {
    const request = { ...posting("/definitions/validate", question), repeatable: true };
    return asked(this.#caller, request, validation, options);
  }

  /** The JSON schema of a definition file. GET /definitions/schema, gRPC DefinitionSchema. */
  async definitionSchema(options: CallOptions = {}): Promise<JsonSchema> {
    return this.#read("/definitions/schema", jsonSchema, options);
  }

  /**
   * Be told of what happens, each event once, until the loop is left or the signal is given; opened
   * again where the connection breaks. GET /events, gRPC ListenToEvents.
   */
  async *listenToEvents(
    query: ListenToEventsQuery = {},
    options: CallOptions = {},
  ): AsyncGenerator<Event, void> {
    yield* events(this.#caller, query, patienceWithStream(this.#caller, options));
  }

  #read<T>(target: string, decoder: Decoder<T>, options: CallOptions): Promise<T> {
    return asked(this.#caller, reading(target), decoder, options);
  }
}
