/** Keeps one connection to a service: opens it, notices that it is gone, and opens it again. */
import { asProblem, Problem } from "../contract/problem";
import type { Clock } from "./clock";
import { CLOSED, next, type ConnectionEvent, type ConnectionState } from "./machine";
import type { CallOptions, OpenSession, Session, SessionListener, Target } from "./session";
import { TOOLS, type Tool } from "../contract/tools";
import { Listeners } from "./listeners";

/** After a stream broke, so long it is waited for an answer before the connection counts as lost. */
const PROBE_MILLISECONDS = 5000;

export class Connection {
  readonly states = new Listeners<ConnectionState>();
  readonly changes = new Listeners<string>();
  readonly listChanges = new Listeners<undefined>();
  state: ConnectionState = CLOSED;
  target: Target | undefined;
  #session: Session | undefined;
  #opening: AbortController | undefined;
  #callOff: () => void = () => undefined;
  #isProbing = false;

  constructor(
    private readonly open: OpenSession,
    private readonly clock: Clock,
  ) {}

  /** Connect anew, to a target that may be another one. Resolves at the first outcome. */
  async connect(target: Target): Promise<ConnectionState> {
    this.#end();
    this.target = target;
    this.#move({ kind: "ASKED" });
    await this.#attempt(target);
    return this.state;
  }

  /** Connect no more. */
  disconnect(): void {
    this.#end();
    this.target = undefined;
    this.#move({ kind: "DISMISSED" });
  }

  /**
   * Call a tool of the service.
   * @throws Problem: it is not connected, or the service says why not.
   */
  async call(tool: Tool, question: object, options: CallOptions = {}): Promise<unknown> {
    const session = this.#session;
    if (session === undefined) throw new Problem("NOT_CONNECTED", null, "not connected");
    try {
      return await session.call(tool, question, options);
    } catch (error) {
      const problem = asProblem(error);
      if (session === this.#session) this.#judge(problem);
      throw problem;
    }
  }

  /** Be told of these SLOs alone; gives those of which the service really tells. */
  async watch(ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    return (await this.#session?.watch(ids)) ?? new Set();
  }

  async #attempt(target: Target): Promise<void> {
    const opening = new AbortController();
    this.#opening = opening;
    try {
      const session = await this.open(target, this.#listener(), opening.signal);
      if (opening.signal.aborted) {
        await session.close();
        return;
      }
      this.#session = session;
      this.#move({ kind: "OPENED", revision: session.revision });
    } catch (error) {
      if (!opening.signal.aborted) this.#move({ kind: "FAILED", problem: asProblem(error) });
    }
  }

  #listener(): SessionListener {
    return {
      changed: (id) => {
        this.changes.tell(id);
      },
      listChanged: () => {
        this.listChanges.tell(undefined);
      },
      broken: () => void this.#probe(),
    };
  }

  /** Ask something small: whoever does not answer is gone. */
  async #probe(): Promise<void> {
    const session = this.#session;
    if (session === undefined || this.#isProbing) return;
    this.#isProbing = true;
    try {
      const signal = AbortSignal.timeout(PROBE_MILLISECONDS);
      await this.call(TOOLS.list, { limit: 1 }, { signal });
      this.listChanges.tell(undefined); // what was told meanwhile was not heard
    } catch (error) {
      const problem = asProblem(error);
      const isGone = problem.kind === "CANCELLED" || problem.kind === "UNREACHABLE";
      if (isGone && session === this.#session) this.#lose(problem);
    } finally {
      this.#isProbing = false;
    }
  }

  #judge(problem: Problem): void {
    const isGone = problem.kind === "UNREACHABLE" || problem.kind === "UNAUTHENTICATED";
    if (isGone) this.#lose(problem);
  }

  #lose(problem: Problem): void {
    const lost = problem.kind === "CANCELLED" ? new Problem("UNREACHABLE", null, "no answer") : problem;
    this.#end();
    this.#move({ kind: "LOST", problem: lost });
  }

  #end(): void {
    this.#callOff();
    this.#opening?.abort();
    const session = this.#session;
    this.#session = undefined;
    session?.close().catch(() => undefined); // it may be gone already
  }

  #move(event: ConnectionEvent): void {
    const state = next(this.state, event);
    if (state === this.state) return;
    this.state = state;
    this.#callOff();
    if (state.phase === "WAITING") {
      this.#callOff = this.clock.after(state.delaySeconds * 1000, () => {
        this.#due();
      });
    }
    this.states.tell(state);
  }

  #due(): void {
    this.#move({ kind: "DUE" });
    if (this.target !== undefined && this.state.phase === "CONNECTING") void this.#attempt(this.target);
  }
}
