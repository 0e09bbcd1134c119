/** The tools of the service that the extension calls, by what they are called over MCP. */
export const TOOLS = {
  list: "list_slos",
  slo: "get_slo",
  history: "get_history",
  check: "check_slos",
  plans: "list_plans",
  run: "run_plan",
  validate: "validate_definitions",
  schema: "definition_schema",
} as const;

export type Tool = (typeof TOOLS)[keyof typeof TOOLS];

/** The member of an error's `_meta` that holds the problem. */
export const PROBLEM_KEY = "slo-monitor/problem";

const ADDRESS = /^slo:\/\/([a-z0-9.-]{1,100})$/;

/** The address of an SLO as a resource. */
export function addressOf(id: string): string {
  return `slo://${id}`;
}

/** The SLO at an address of a resource, if it is one. */
export function idAt(address: string): string | undefined {
  return ADDRESS.exec(address)?.[1];
}
