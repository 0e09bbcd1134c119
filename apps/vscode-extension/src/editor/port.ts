/** The editor as the rest of the extension sees it; `src/editor.ts` is the real one, tests have another. */
import type { Completion } from "../files/completion";
import type { Mark } from "../files/findings";
import type { Hover, Lens } from "../files/lenses";
import type { Place, Range } from "../files/places";
import type { Sections } from "../page/sections";
import type { Advance } from "../plans/progress";
import type { Headline } from "../tree/headline";
import type { TreeItem } from "../tree/items";

/** What a user can set; README.md says what each means. */
export interface Settings {
  readonly address: string;
  /** Whether anybody ever chose the address. */
  readonly isAddressSet: boolean;
  readonly connectOnStartup: boolean;
  readonly refreshSeconds: number;
  readonly codeLens: boolean;
}

/** A text that is open, or on a disk. */
export interface TextFile {
  readonly uri: string;
  /** Its name without folders; nothing else of its place is told to the service. */
  readonly name: string;
  readonly version: number;
  readonly text: string;
}

export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
}

export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly isSecret?: boolean;
  /** Why an answer cannot be taken; undefined if it can. */
  readonly refuse?: (answer: string) => string | undefined;
}

export type Gravity = "error" | "info" | "warning";

export interface TreeSource {
  children(item: TreeItem | undefined): readonly TreeItem[];
  toggled(item: TreeItem, isOpen: boolean): void;
}

export interface TreeHandle {
  /** Draw anew, the whole tree or what stands below one item. */
  refresh(): void;
  notice(text: string | undefined): void;
}

/** The page of an SLO. */
export interface PageHandle {
  show(sections: Sections): void;
  reveal(): void;
}

export interface PageListener {
  /** A button of the page was pressed; `ready` once its script runs. */
  pressed(button: string): void;
  closed(): void;
}

/** What is offered in definition files. */
export interface Languages {
  lenses(file: TextFile): Promise<readonly Lens[]>;
  hover(file: TextFile, place: Place): Promise<Hover | undefined>;
  completions(file: TextFile, place: Place): Promise<readonly Completion[]>;
  /** The schema for another extension that knows YAML; undefined if it is not known yet. */
  schema(): string | undefined;
}

/** A server that the editor's own agents can use, as long as there is a connection. */
export interface OfferedServer {
  readonly url: string;
  headers(): Promise<Readonly<Record<string, string>>>;
}

export interface Editor {
  settings(): Settings;
  keepAddress(address: string): Promise<void>;
  isTrusted(): boolean;
  secret(name: string): Promise<string | undefined>;
  /** Keep a secret; undefined forgets it. */
  keepSecret(name: string, value: string | undefined): Promise<void>;

  command(id: string, run: (argument: unknown) => Promise<void>): void;
  execute(id: string, argument?: unknown): Promise<void>;
  ask(question: Question): Promise<string | undefined>;
  pick<T>(title: string, choices: readonly Choice<T>[]): Promise<T | undefined>;
  tell(gravity: Gravity, text: string, actions: readonly string[]): Promise<string | undefined>;
  progress<T>(title: string, run: (advance: (step: Advance) => void, signal: AbortSignal) => Promise<T>): Promise<T>;
  log(line: string): void;
  showLog(): void;

  status(headline: Headline): void;
  /** Set what `when` clauses of the manifest look at. */
  context(name: string, value: string): void;
  tree(source: TreeSource): TreeHandle;
  page(title: string, listener: PageListener): PageHandle;
  /** Open a report in Markdown. */
  report(name: string, markdown: string): Promise<void>;

  languages(provider: Languages): void;
  refreshLenses(): void;
  mark(uri: string, marks: readonly Mark[]): void;
  openFiles(): readonly TextFile[];
  onFile(listener: (file: TextFile, isOpen: boolean) => void): void;
  /** The definition files in the same folder, as they stand in the editor or on the disk. */
  beside(file: TextFile): Promise<readonly TextFile[]>;
  /** Every file of the workspace that may define SLOs. */
  definitionFiles(): AsyncIterable<TextFile>;
  reveal(uri: string, range: Range): Promise<void>;

  /** Offer servers to the editor's agents; what is returned says that they changed. */
  offer(servers: () => readonly OfferedServer[]): () => void;
}
