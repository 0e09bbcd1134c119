/** "Show SLO" and "Go to Definition". */
import type { Catalog } from "../catalog/catalog";
import { nameOf } from "../catalog/overview";
import { Problem } from "../contract/problem";
import type { Editor } from "../editor/port";
import type { Pages } from "../page/pages";
import { looksDefined } from "../files/looks";
import { budgetLine, titleOf } from "../words/lines";
import { badness, spoken } from "../words/states";
import { subjectOf } from "./argument";
import type { Telling } from "./telling";

export class Showing {
  constructor(
    private readonly telling: Telling,
    private readonly catalog: Catalog,
    private readonly pages: Pages,
  ) {}

  get #editor(): Editor {
    return this.telling.editor;
  }

  async show(argument: unknown): Promise<void> {
    await this.telling.attempt("Show SLO", async () => {
      const id = await this.#id(argument);
      if (id !== undefined) this.pages.open(id);
    });
  }

  /** Open the file that defines an SLO, if it is in the workspace. */
  async goToDefinition(argument: unknown): Promise<void> {
    await this.telling.attempt("Go to Definition", async () => {
      const id = await this.#id(argument);
      if (id === undefined) return;
      const name = nameOf(id);
      const { readDefinitions } = await import("../files/language");
      for await (const file of this.#editor.definitionFiles()) {
        const slo = looksDefined(file.text)
          ? readDefinitions(file.text)?.slos.find((each) => each.name === name)
          : undefined;
        if (slo !== undefined) return this.#editor.reveal(file.uri, slo.nameRange);
      }
      await this.#editor.tell("info", `No file of this workspace defines ${name}. Open the folder that has it.`, []);
    });
  }

  async #id(argument: unknown): Promise<string | undefined> {
    const subject = subjectOf(argument);
    if (subject.kind === "slo") return subject.id;
    if (this.catalog.overview.size === 0) throw new Problem("NOT_CONNECTED", null, "no SLO is known");
    const slos = [...this.catalog.overview.all()].sort((one, other) => badness(other.state) - badness(one.state));
    return this.#editor.pick(
      "Which SLO?",
      slos.map((slo) => ({
        label: titleOf(slo),
        description: `${spoken(slo.state)} · ${budgetLine(slo)}`,
        value: slo.id,
      })),
    );
  }
}
