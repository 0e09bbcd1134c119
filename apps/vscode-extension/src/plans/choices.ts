/** Plans to choose from. */
import type { Plan } from "../contract/views";
import { spoken } from "../words/states";

export interface PlanChoice {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly value: string;
}

/** What is said of each plan: what it is for, what it does, and how it went last. */
export function planChoices(plans: readonly Plan[]): PlanChoice[] {
  return plans.map((plan) => ({
    label: plan.name,
    description: lastRun(plan),
    detail: [plan.description, plan.steps.map((step) => step.title).join(" → ")]
      .filter((part) => part !== "")
      .join(" — "),
    value: plan.name,
  }));
}

function lastRun(plan: Plan): string {
  const run = plan.last_run;
  if (run === null) return "never run";
  return `last run: ${run.verdict ?? spoken(run.state)}`;
}
