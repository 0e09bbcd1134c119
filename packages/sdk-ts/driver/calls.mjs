/** Which method asks for an operation, and which of the members that are given it takes where. */

/**
 * @typedef {import("slo-monitor").SloMonitor} SloMonitor
 * @typedef {import("slo-monitor").RepeatableOptions} Options
 * @typedef {any} Given what stands on the line; the service says what is wrong with it
 */

/** @type {Record<string, (client: SloMonitor, given: Given, options: Options) => Promise<unknown>>} */
export const CALLS = {
  list_slos: (client, query, options) => client.listSlos(query, options),
  get_slo: (client, { id }, options) => client.getSlo(id, options),
  get_slo_history: (client, { id, ...query }, options) => client.getSloHistory(id, query, options),
  check_slos: (client, question, options) => client.checkSlos(question, options),
  list_checks: (client, query, options) => client.listChecks(query, options),
  get_check: (client, { id }, options) => client.getCheck(id, options),
  list_alerts: (client, query, options) => client.listAlerts(query, options),
  list_alert_history: (client, query, options) => client.listAlertHistory(query, options),
  list_annotations: (client, query, options) => client.listAnnotations(query, options),
  add_annotation: (client, note, options) => client.addAnnotation(note, options),
  get_annotation: (client, { id }, options) => client.getAnnotation(id, options),
  list_exclusions: (client, query, options) => client.listExclusions(query, options),
  create_exclusion: (client, question, options) => client.createExclusion(question, options),
  delete_exclusion: (client, { id }, options) => client.deleteExclusion(id, options),
  list_plans: (client, query, options) => client.listPlans(query, options),
  get_plan: (client, { name }, options) => client.getPlan(name, options),
  run_plan: (client, { name }, options) => client.runPlan(name, options),
  list_plan_runs: (client, query, options) => client.listPlanRuns(query, options),
  get_plan_run: (client, { id }, options) => client.getPlanRun(id, options),
  cancel_plan_run: (client, { id }, options) => client.cancelPlanRun(id, options),
  validate_definitions: (client, question, options) =>
    client.validateDefinitions(question, options),
  definition_schema: (client, _given, options) => client.definitionSchema(options),
};

/** @type {Record<string, (client: SloMonitor, given: Given, options: Options) => AsyncIterable<unknown>>} */
export const STREAMS = {
  listen_to_events: (client, query, options) => client.listenToEvents(query, options),
  listen_to_plan_run: (client, { id }, options) => client.listenToPlanRun(id, options),
};

/** @type {Record<string, (client: SloMonitor, given: Given, options: Options) => Promise<unknown>>} */
export const PAGES = {
  list_slos: (client, query, options) => every(client.allSlos(query, options)),
  list_checks: (client, query, options) => every(client.allChecks(query, options)),
  list_alerts: (client, query, options) => every(client.allAlerts(query, options)),
  list_alert_history: (client, query, options) => every(client.allAlertHistory(query, options)),
  list_annotations: (client, query, options) => every(client.allAnnotations(query, options)),
  list_exclusions: (client, query, options) => every(client.allExclusions(query, options)),
  list_plans: (client, query, options) => every(client.allPlans(query, options)),
  list_plan_runs: (client, query, options) => every(client.allPlanRuns(query, options)),
};

/** @param {AsyncIterable<unknown>} items */
async function every(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}
