/** Helps in definition files: marks what is wrong, completes, and shows how the SLOs stand. */
import type { Catalog } from "../catalog/catalog";
import type { Clock } from "../connection/clock";
import type { Connection } from "../connection/connection";
import { asProblem } from "../contract/problem";
import type { Editor, Languages, TextFile } from "../editor/port";
import type { Completion } from "./completion";
import type { DefinitionFile } from "./definitions";
import { marksOf, proposal } from "./findings";
import type { Hover, Known, Lens } from "./lenses";
import { looksDefined } from "./looks";
import type { Place } from "./places";
import type { Schema } from "./schema";

/** So long nobody has typed before a file is looked at. */
const CALM_MILLISECONDS = 400;
/** A service that has no time to validate is asked again after so long, unless it says when. */
const BUSY_SECONDS = 5;

export class Assistant implements Languages {
  readonly #read = new Map<string, { version: number; file: DefinitionFile | undefined }>();
  /** The version of each file that was looked at last; what is said of an older one comes too late. */
  readonly #latest = new Map<string, number>();
  readonly #waiting = new Map<string, () => void>();
  #schema: Schema | undefined;

  constructor(
    private readonly editor: Editor,
    private readonly catalog: Catalog,
    private readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  /** Help from now on, also in what is open already. */
  begin(): void {
    const { editor, catalog, connection } = this;
    editor.onFile((file, isOpen) => {
      if (isOpen) this.#later(file);
      else this.#closed(file);
    });
    catalog.changes.add(() => {
      this.editor.refreshLenses();
    });
    connection.states.add((state) => void this.#connected(state.phase === "CONNECTED"));
    editor.languages(this);
    for (const file of editor.openFiles()) this.#later(file);
  }

  async lenses(file: TextFile): Promise<readonly Lens[]> {
    const read = await this.#definitions(file);
    if (read === undefined || !this.editor.settings().codeLens) return [];
    const { lensesOf, shownBy } = await import("./language");
    this.catalog.show(`file:${file.uri}`, shownBy(read, this.#known()));
    return lensesOf(read, this.#known());
  }

  async hover(file: TextFile, place: Place): Promise<Hover | undefined> {
    const read = await this.#definitions(file);
    if (read === undefined) return undefined;
    const { hoverAt } = await import("./language");
    return hoverAt(read, place, this.#known(), this.#schema);
  }

  async completions(file: TextFile, place: Place): Promise<readonly Completion[]> {
    if (this.#schema === undefined || !looksDefined(file.text)) return [];
    const { completions } = await import("./language");
    const names = (await this.#definitions(file))?.slos.map((slo) => slo.name) ?? [];
    return completions(file.text, place, this.#schema, names);
  }

  schema(): string | undefined {
    return this.#schema === undefined ? undefined : JSON.stringify(this.#schema);
  }

  async #definitions(file: TextFile): Promise<DefinitionFile | undefined> {
    const known = this.#read.get(file.uri);
    if (known?.version === file.version) return known.file;
    const found = looksDefined(file.text) ? (await import("./language")).readDefinitions(file.text) : undefined;
    this.#read.set(file.uri, { version: file.version, file: found });
    return found;
  }

  #known(): Known {
    return {
      isConnected: this.connection.state.phase === "CONNECTED",
      named: (name) => this.catalog.overview.named(name),
      detail: (id) => this.catalog.detail(id),
    };
  }

  async #connected(isConnected: boolean): Promise<void> {
    this.editor.refreshLenses();
    for (const file of this.editor.openFiles()) {
      if (isConnected) this.#later(file);
      else this.editor.mark(file.uri, []); // what was found then may not stand there any more
    }
    if (!isConnected) return;
    try {
      this.#schema = await this.catalog.service.schema();
    } catch (error) {
      this.editor.log(`The schema of definitions could not be read: ${asProblem(error).message}`);
    }
  }

  #later(file: TextFile, milliseconds = CALM_MILLISECONDS): void {
    this.#waiting.get(file.uri)?.();
    this.#latest.set(file.uri, file.version);
    this.#waiting.set(
      file.uri,
      this.clock.after(milliseconds, () => void this.#validate(file)),
    );
  }

  #closed(file: TextFile): void {
    this.#waiting.get(file.uri)?.();
    this.#waiting.delete(file.uri);
    this.#read.delete(file.uri);
    this.#latest.delete(file.uri);
    this.catalog.show(`file:${file.uri}`, []);
    this.editor.mark(file.uri, []);
  }

  async #validate(file: TextFile): Promise<void> {
    if (this.connection.state.phase !== "CONNECTED") return;
    if (!looksDefined(file.text)) {
      this.editor.mark(file.uri, []);
      return;
    }
    try {
      const beside = (await this.editor.beside(file)).filter((each) => looksDefined(each.text));
      const asked = proposal(proposed(file), beside.map(proposed));
      const { findings } = await this.catalog.service.validate(asked);
      const judged = [file, ...beside].filter((each) => asked.some(({ path }) => path === each.name));
      for (const each of judged) {
        const isLatest = this.#latest.get(each.uri) === each.version; // and open
        if (isLatest) this.editor.mark(each.uri, marksOf(findings, each.name, each.text));
      }
    } catch (error) {
      const problem = asProblem(error);
      this.editor.log(`${file.name} could not be validated: ${problem.message}`);
      const isBusy = problem.kind === "UNAVAILABLE" && this.#latest.get(file.uri) === file.version;
      if (isBusy) this.#later(file, Math.max(problem.retryAfterSeconds ?? 0, BUSY_SECONDS) * 1000);
    }
  }
}

function proposed(file: TextFile): { path: string; content: string } {
  return { path: file.name, content: file.text };
}
