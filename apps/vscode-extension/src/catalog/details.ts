/** The SLOs that somebody looks at, in full: read once, and again when the service says that they changed. */
import type { Connection } from "../connection/connection";
import type { Service } from "../connection/service";
import { asProblem, type Problem } from "../contract/problem";
import type { SloDetail } from "../contract/views";

/** What is known of an SLO: how it stands, and why that is all, if it could not be read again. */
export interface Detail {
  readonly slo: SloDetail | undefined;
  readonly problem: Problem | undefined;
}

/** So many are kept up to date; all clients of a service together may watch 1,000. */
export const MOST_SHOWN = 100;

export class Details {
  readonly #shown = new Map<string, readonly string[]>();
  readonly #known = new Map<string, Detail>();
  /** What is being read, and whether it has changed since. */
  readonly #reading = new Map<string, boolean>();
  #watched: ReadonlySet<string> = new Set();

  constructor(
    private readonly connection: Connection,
    private readonly service: Service,
    private readonly log: (line: string) => void,
    private readonly changed: (id: string) => void,
  ) {
    connection.changes.add((id) => void this.#read(id));
    connection.states.add((state) => {
      this.#watched = new Set();
      if (state.phase === "CONNECTED") void this.#watch();
    });
  }

  get(id: string): Detail | undefined {
    return this.#known.get(id);
  }

  show(owner: string, ids: readonly string[]): void {
    if (ids.length === 0) this.#shown.delete(owner);
    else this.#shown.set(owner, ids);
    const wanted = this.#wanted();
    for (const id of [...this.#known.keys()]) if (!wanted.has(id)) this.#known.delete(id);
    const missing = [...wanted].filter((id) => !this.#known.has(id));
    void Promise.all(missing.map((id) => this.#read(id)));
    void this.#watch();
  }

  /** What was known is of another service. */
  clear(): void {
    this.#known.clear();
    this.forget();
  }

  /** Nothing is certain any more. */
  forget(): void {
    this.#watched = new Set();
  }

  /** Read again what the service does not tell of by itself. */
  async again(): Promise<void> {
    const unwatched = [...this.#wanted()].filter((id) => !this.#watched.has(id));
    await Promise.all(unwatched.map((id) => this.#read(id)));
    await this.#watch();
  }

  #wanted(): ReadonlySet<string> {
    return new Set([...this.#shown.values()].reverse().flat().slice(0, MOST_SHOWN));
  }

  async #watch(): Promise<void> {
    if (this.connection.state.phase !== "CONNECTED") return;
    const known = [...this.#wanted()].filter((id) => this.#known.get(id)?.problem === undefined);
    try {
      this.#watched = await this.connection.watch(new Set(known));
    } catch (error) {
      this.#watched = new Set();
      this.log(`Changes are asked for instead of told: ${asProblem(error).message}`);
    }
  }

  async #read(id: string): Promise<void> {
    if (!this.#wanted().has(id)) return;
    const isBeingRead = this.#reading.has(id);
    this.#reading.set(id, isBeingRead);
    if (isBeingRead) return;
    try {
      this.#known.set(id, { slo: await this.service.slo(id), problem: undefined });
    } catch (error) {
      this.#known.set(id, { slo: this.#known.get(id)?.slo, problem: asProblem(error) });
    }
    const hasChanged = this.#reading.get(id) === true;
    this.#reading.delete(id);
    this.changed(id);
    if (hasChanged) await this.#read(id);
  }
}
