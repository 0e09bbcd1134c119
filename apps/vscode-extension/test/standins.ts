/** An editor, a service and a clock for tests: they do as they are told, and remember what was asked of them. */
import type { Clock } from "../src/connection/clock";
import { Connection } from "../src/connection/connection";
import type { CallOptions, OpenSession, Session, SessionListener, Target } from "../src/connection/session";
import { Problem } from "../src/contract/problem";
import type { Tool } from "../src/contract/tools";
import type {
  Choice,
  Editor,
  Languages,
  OfferedServer,
  PageHandle,
  PageListener,
  Question,
  Settings,
  TextFile,
  TreeHandle,
  TreeSource,
} from "../src/editor/port";
import type { Mark } from "../src/files/findings";
import type { Range } from "../src/files/places";
import type { Sections } from "../src/page/sections";
import type { Advance } from "../src/plans/progress";

/** Lets everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Time that passes when it is told to. */
export class HandClock implements Clock {
  #now = 0;
  readonly #due = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const once = (): void => {
      callback();
    };
    this.#due.set(once, this.#now + milliseconds);
    return () => this.#due.delete(once);
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const [first] = [...this.#due].filter(([, at]) => at <= end).sort(([, one], [, other]) => one - other);
      if (first === undefined) break;
      this.#now = first[1];
      this.#due.delete(first[0]);
      first[0]();
      await settled();
    }
    this.#now = end;
  }
}

type Answer = (question: Record<string, unknown>, options: CallOptions) => unknown;

/** A service by what it answers to each tool; `problem` is why nobody gets a session. */
export class StandinService {
  readonly answers = new Map<Tool, Answer>();
  readonly asked: [Tool, Record<string, unknown>][] = [];
  readonly targets: Target[] = [];
  watched: ReadonlySet<string> = new Set();
  problem: Problem | undefined;
  listener: SessionListener | undefined;

  on(tool: Tool, answer: Answer): this {
    this.answers.set(tool, answer);
    return this;
  }

  readonly open: OpenSession = (target, listener) => {
    this.targets.push(target);
    if (this.problem !== undefined) return Promise.reject(this.problem);
    this.listener = listener;
    return Promise.resolve(this.#session());
  };

  questions(tool: Tool): Record<string, unknown>[] {
    return this.asked.filter(([asked]) => asked === tool).map(([, question]) => question);
  }

  #session(): Session {
    return {
      revision: "2026-07-28",
      // Asynchronous, so that what it throws is a call that fails.
      // eslint-disable-next-line @typescript-eslint/require-await
      call: async (tool, question, options = {}) => {
        const held = question as Record<string, unknown>;
        this.asked.push([tool, held]);
        if (this.problem !== undefined) throw this.problem;
        const answer = this.answers.get(tool);
        if (answer === undefined) throw new Problem("NOT_FOUND", "UNKNOWN_TOOL", `nothing answers ${tool}`);
        return answer(held, options);
      },
      watch: (ids) => {
        this.watched = ids;
        return Promise.resolve(ids);
      },
      close: () => Promise.resolve(),
    };
  }
}

export function connected(service: StandinService, clock: Clock): Connection {
  return new Connection(service.open, clock);
}

/** An editor without a screen. */
export class StandinEditor implements Editor {
  held: Settings = {
    address: "http://127.0.0.1:8080",
    isAddressSet: true,
    connectOnStartup: true,
    refreshSeconds: 15,
    codeLens: true,
  };
  trusted = true;
  readonly secrets = new Map<string, string>();
  readonly told: { gravity: string; text: string; actions: readonly string[] }[] = [];
  readonly questions: Question[] = [];
  readonly executed: [string, unknown][] = [];
  readonly reports = new Map<string, string>();
  readonly marks = new Map<string, readonly Mark[]>();
  readonly revealed: [string, Range][] = [];
  readonly pages = new Map<string, { listener: PageListener; shown: Sections[] }>();
  readonly choices: Choice<unknown>[][] = [];
  readonly advances: Advance[] = [];
  files: TextFile[] = [];
  /** The definition files in the folder of every file. */
  folder: TextFile[] = [];
  /** What is pressed on the next messages, answered to the next questions, chosen of the next lists. */
  presses: (string | undefined)[] = [];
  inputs: (string | undefined)[] = [];
  picks: string[] = [];
  cancelling: AbortController = new AbortController();
  onFileListener: ((file: TextFile, isOpen: boolean) => void) | undefined;

  settings(): Settings {
    return this.held;
  }

  keepAddress(address: string): Promise<void> {
    this.held = { ...this.held, address, isAddressSet: true };
    return Promise.resolve();
  }

  isTrusted(): boolean {
    return this.trusted;
  }

  secret(name: string): Promise<string | undefined> {
    return Promise.resolve(this.secrets.get(name));
  }

  keepSecret(name: string, value: string | undefined): Promise<void> {
    if (value === undefined) this.secrets.delete(name);
    else this.secrets.set(name, value);
    return Promise.resolve();
  }

  command(): void {}

  execute(id: string, argument?: unknown): Promise<void> {
    this.executed.push([id, argument]);
    return Promise.resolve();
  }

  ask(question: Question): Promise<string | undefined> {
    this.questions.push(question);
    return Promise.resolve(this.inputs.shift());
  }

  pick<T>(_title: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
    this.choices.push([...choices]);
    const wanted = this.picks.shift();
    return Promise.resolve(choices.find((choice) => choice.label === wanted)?.value);
  }

  tell(gravity: string, text: string, actions: readonly string[]): Promise<string | undefined> {
    this.told.push({ gravity, text, actions });
    return Promise.resolve(this.presses.shift());
  }

  async progress<T>(
    _title: string,
    run: (advance: (step: Advance) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return run((step) => this.advances.push(step), this.cancelling.signal);
  }

  log(): void {}
  showLog(): void {}
  status(): void {}
  context(): void {}

  tree(_source: TreeSource): TreeHandle {
    return { refresh: () => undefined, notice: () => undefined };
  }

  page(title: string, listener: PageListener): PageHandle {
    const shown: Sections[] = [];
    this.pages.set(title, { listener, shown });
    return { show: (sections) => shown.push(sections), reveal: () => undefined };
  }

  report(name: string, markdown: string): Promise<void> {
    this.reports.set(name, markdown);
    return Promise.resolve();
  }

  languages(_provider: Languages): void {}
  refreshLenses(): void {}

  mark(uri: string, marks: readonly Mark[]): void {
    this.marks.set(uri, marks);
  }

  openFiles(): readonly TextFile[] {
    return this.files;
  }

  onFile(listener: (file: TextFile, isOpen: boolean) => void): void {
    this.onFileListener = listener;
  }

  beside(file: TextFile): Promise<readonly TextFile[]> {
    return Promise.resolve(this.folder.filter((each) => each.uri !== file.uri));
  }

  async *definitionFiles(): AsyncGenerator<TextFile> {
    await Promise.resolve();
    yield* this.files;
  }

  reveal(uri: string, range: Range): Promise<void> {
    this.revealed.push([uri, range]);
    return Promise.resolve();
  }

  offer(_servers: () => readonly OfferedServer[]): () => void {
    return () => undefined;
  }
}
