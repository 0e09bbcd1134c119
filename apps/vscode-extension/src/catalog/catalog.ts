/**
 * What is known of the SLOs, kept up to date.
 *
 * MCP tells of changes by resource, and a service lets all its clients together watch 1,000 of
 * them. So those that somebody looks at are subscribed to (a few dozen), and once in a while a page
 * of the list shows whether there is a new evaluation. A list of one page is then simply read again;
 * of a longer one only what is in trouble and the services that are open, since all others are well.
 */
import type { Clock } from "../connection/clock";
import type { Connection } from "../connection/connection";
import { Listeners } from "../connection/listeners";
import { PAGE, Service } from "../connection/service";
import { asProblem, type Problem } from "../contract/problem";
import { Details, type Detail } from "./details";
import { listAll, listChanges, signOf } from "./listing";
import { Overview } from "./overview";

/** After a change was told: one evaluation changes many SLOs, and they are told one by one. */
const SOON_MILLISECONDS = 200;

/** After a list could not be read, at most: a service that has just begun has evaluated nothing yet. */
const AGAIN_MILLISECONDS = 5000;

export class Catalog {
  readonly service: Service;
  /** Hears that something is known that was not; an id, or undefined if it may be anything. */
  readonly changes = new Listeners<string | undefined>();
  overview = Overview.EMPTY;
  /** Why the list could not be read the last time. */
  problem: Problem | undefined;
  readonly #details: Details;
  readonly #opened = new Set<string>();
  #address: string | undefined;
  #sign = "";
  #isStale = false;
  #callOff: () => void = () => undefined;
  #round: Promise<void> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly clock: Clock,
    private readonly everySeconds: () => number,
    private readonly log: (line: string) => void,
  ) {
    this.service = new Service((tool, question, options) => connection.call(tool, question, options));
    this.#details = new Details(connection, this.service, log, (id) => {
      this.changes.tell(id);
    });
    connection.states.add((state) => {
      this.#callOff();
      if (state.phase === "CLOSED") this.#clear();
      if (state.phase === "CONNECTED") void this.#connected();
    });
    connection.listChanges.add(() => void this.refresh());
    connection.changes.add(() => {
      this.#isStale = true; // whoever tells of a change has evaluated
      if (this.#round === undefined) this.#later(SOON_MILLISECONDS);
    });
  }

  /** What is known of an SLO in full, if somebody shows it. */
  detail(id: string): Detail | undefined {
    return this.#details.get(id);
  }

  /** Whoever shows SLOs says which, and has them kept up to date; the last word counts. */
  show(owner: string, ids: readonly string[]): void {
    this.#details.show(owner, ids);
  }

  /** A service is looked into, or no more. */
  look(service: string, isOpen: boolean): void {
    if (isOpen) this.#opened.add(service);
    else this.#opened.delete(service);
  }

  /** Read everything anew. */
  async refresh(): Promise<void> {
    await this.#round; // what it asked about is older than this wish
    this.#sign = "";
    this.#details.forget();
    await this.#again();
  }

  /** What is known of one service says nothing of another. */
  async #connected(): Promise<void> {
    const address = this.connection.target?.address;
    if (address !== this.#address) {
      this.#details.clear();
      this.#clear();
    }
    this.#address = address;
    await this.refresh();
  }

  #clear(): void {
    this.overview = Overview.EMPTY;
    this.problem = undefined;
    this.#sign = "";
    this.changes.tell(undefined);
  }

  /** Read what may have changed; rounds do not overlap. */
  async #again(): Promise<void> {
    if (this.#round === undefined) this.#isStale = false;
    this.#round ??= this.#read().finally(() => {
      this.#round = undefined;
      this.#later(this.#isStale ? SOON_MILLISECONDS : this.#restMilliseconds());
    });
    return this.#round;
  }

  #restMilliseconds(): number {
    const usual = this.everySeconds() * 1000;
    return this.problem === undefined ? usual : Math.min(usual, AGAIN_MILLISECONDS);
  }

  #later(milliseconds: number): void {
    this.#callOff();
    if (this.connection.state.phase !== "CONNECTED") return;
    this.#callOff = this.clock.after(milliseconds, () => void this.#again());
  }

  async #read(): Promise<void> {
    try {
      const isShort = this.overview.isWhole && this.overview.size <= PAGE && this.#sign !== "";
      const page = await this.service.slos({ limit: isShort ? PAGE : 1 });
      const sign = signOf(page);
      if (sign === this.#sign && this.problem === undefined) return;
      this.overview = await this.#overviewAt(page, isShort);
      this.#sign = sign;
      this.problem = undefined;
      this.changes.tell(undefined);
      await this.#details.again();
    } catch (error) {
      this.problem = asProblem(error);
      this.log(`The list could not be read: ${this.problem.message}`);
      this.changes.tell(undefined);
    }
  }

  async #overviewAt(page: Awaited<ReturnType<Service["slos"]>>, isShort: boolean): Promise<Overview> {
    if (isShort && page.next_cursor === null) return Overview.of(page.slos, true, page.generation, page.evaluated_at);
    if (this.overview.isWhole && this.#sign !== "") return listChanges(this.service, this.overview, page, this.#opened);
    const isFirst = this.overview.size === 0;
    return listAll(this.service, (overview) => {
      if (!isFirst) return; // what is shown stays until all is known
      this.overview = overview;
      this.changes.tell(undefined);
    });
  }
}
