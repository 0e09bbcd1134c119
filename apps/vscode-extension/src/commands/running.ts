/** "Run Plan": pick one, follow it, and show its verdict; what happens when it is called off or cut off. */
import type { Catalog } from "../catalog/catalog";
import type { Clock } from "../connection/clock";
import type { Connection } from "../connection/connection";
import type { Problem } from "../contract/problem";
import { asProblem, type ProblemKind } from "../contract/problem";
import type { Plan, PlanRun } from "../contract/views";
import { runReport } from "../gate/report";
import { planChoices } from "../plans/choices";
import { PlanProgress } from "../plans/progress";
import { ACTIONS, NOT_TRUSTED } from "../words/messages";
import { gravity, spoken } from "../words/states";
import type { Telling } from "./telling";

/** So long it is waited for a run to end that was called off, or for the service to come back. */
const PATIENCE_MILLISECONDS = 60_000;
const PAUSE_MILLISECONDS = 500;

export class Running {
  constructor(
    private readonly telling: Telling,
    private readonly catalog: Catalog,
    private readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  async run(argument: unknown): Promise<void> {
    if (!this.telling.editor.isTrusted()) {
      await this.telling.act(await this.telling.editor.tell("warning", NOT_TRUSTED.text, NOT_TRUSTED.actions));
      return;
    }
    await this.telling.attempt("Run Plan", async () => {
      const plans = await this.catalog.service.plans();
      const plan = await this.#choose(plans, argument);
      if (plan !== undefined) await this.#follow(plan);
    });
  }

  async #choose(plans: readonly Plan[], argument: unknown): Promise<Plan | undefined> {
    if (plans.length === 0) {
      await this.telling.editor.tell(
        "info",
        "The service has no plans. They stand in definition files, beside the SLOs.",
        [],
      );
      return undefined;
    }
    const name =
      typeof argument === "string" && argument !== ""
        ? argument
        : await this.telling.editor.pick("Run which plan?", planChoices(plans));
    return plans.find((plan) => plan.name === name);
  }

  async #follow(plan: Plan): Promise<void> {
    const progress = new PlanProgress();
    const before = plan.last_run?.id;
    try {
      const run = await this.telling.editor.progress(`Plan ${plan.name}`, (advance, signal) =>
        this.catalog.service.run(plan.name, {
          signal,
          onProgress: (told) => {
            advance(progress.tell(told));
          },
        }),
      );
      await this.#show(run);
    } catch (error) {
      await this.#cutOff(plan.name, before, asProblem(error));
    }
  }

  /** The call did not answer: find out what became of the run. */
  async #cutOff(name: string, before: string | undefined, problem: Problem): Promise<void> {
    if (!CUTS.has(problem.kind)) throw problem;
    if (problem.kind === "UNREACHABLE") {
      void this.telling.editor.tell(
        "warning",
        `Plan ${name}: the connection to SLO Monitor was lost. How the run ended is told once it is back.`,
        [],
      );
    }
    const run = await this.#ended(name, before);
    if (run !== undefined) return this.#show(run);
    if (problem.kind === "UNREACHABLE") throw problem;
    const action = await this.telling.editor.tell("warning", `Plan ${name}: cancelled.`, [ACTIONS.runAgain]);
    if (action === ACTIONS.runAgain) await this.run(name);
  }

  async #ended(name: string, before: string | undefined): Promise<PlanRun | undefined> {
    const end = this.clock.now() + PATIENCE_MILLISECONDS;
    while (this.clock.now() < end) {
      const run = await this.#last(name).catch(() => undefined);
      if (run !== undefined && run.id !== before && run.ended_at !== null) return run;
      await new Promise<void>((resolve) => this.clock.after(PAUSE_MILLISECONDS, resolve));
    }
    return undefined;
  }

  async #last(name: string): Promise<PlanRun | undefined> {
    if (this.connection.state.phase !== "CONNECTED") return undefined;
    const plans = await this.catalog.service.plans();
    return plans.find((plan) => plan.name === name)?.last_run ?? undefined;
  }

  async #show(run: PlanRun): Promise<void> {
    const said = run.state === "FINISHED" ? (run.verdict ?? spoken(run.state)) : spoken(run.state);
    const text = `Plan ${run.plan}: ${said}.${run.summary === null ? "" : ` ${run.summary}`}`;
    const isOver = run.state === "FINISHED";
    const action = await this.telling.verdict(
      isOver ? gravity(run.verdict) : "warning",
      text,
      `Run of ${run.plan}`,
      runReport(run),
    );
    if (action === ACTIONS.runAgain) await this.run(run.plan);
  }
}

/** Ways in which a call can end while its run goes on, or is ended without a word. */
const CUTS: ReadonlySet<ProblemKind> = new Set(["CANCELLED", "UNREACHABLE"]);
