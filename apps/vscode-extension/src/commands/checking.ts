/** "Check SLOs": may we ship? Of all SLOs, of a service, or of one definition. */
import type { Catalog } from "../catalog/catalog";
import { nameOf } from "../catalog/overview";
import type { Choice } from "../editor/port";
import { verdictReport } from "../gate/report";
import { gravity } from "../words/states";
import { ACTIONS } from "../words/messages";
import { subjectOf } from "./argument";
import type { Telling } from "./telling";

/** What is checked: the SLOs by name or id, or all of them. */
interface Scope {
  readonly label: string;
  readonly slos: readonly string[] | undefined;
}

export class Checking {
  constructor(
    private readonly telling: Telling,
    private readonly catalog: Catalog,
  ) {}

  async check(argument: unknown): Promise<void> {
    const scope = await this.#scope(argument);
    if (scope !== undefined) await this.telling.attempt("Check SLOs", () => this.#judge(scope));
  }

  async #judge(scope: Scope): Promise<void> {
    const verdict = await this.catalog.service.check(scope.slos);
    const text = `${scope.label}: ${verdict.verdict}. ${verdict.summary}`;
    const report = verdictReport(verdict);
    const action = await this.telling.verdict(gravity(verdict.verdict), text, `Check of ${scope.label}`, report);
    if (action === ACTIONS.runAgain) await this.#judge(scope);
  }

  async #scope(argument: unknown): Promise<Scope | undefined> {
    const subject = subjectOf(argument);
    if (subject.kind === "slo") return { label: subject.id, slos: [subject.id] };
    if (subject.kind === "service") return this.#service(subject.name);
    const services = [...this.catalog.overview.services().keys()];
    const choices: Choice<Scope>[] = [
      { label: "all SLOs", slos: undefined },
      ...services.map((name) => this.#service(name)),
    ].map((scope) => ({ label: scope.label, value: scope }));
    return services.length < 2 ? choices[0]?.value : this.telling.editor.pick("Check which SLOs?", choices);
  }

  #service(name: string): Scope {
    const slos = this.catalog.overview.services().get(name) ?? [];
    return { label: name, slos: [...new Set(slos.map((slo) => nameOf(slo.id)))] };
  }
}
