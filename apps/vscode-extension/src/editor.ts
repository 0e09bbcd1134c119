/** VS Code behind the port that the rest of the extension knows: here and in `editor/` alone is its API used. */
import * as vscode from "vscode";
import { offerToAgents } from "./editor/agents";
import { beside, definitionFiles, mayDefine, openFiles, textFile } from "./editor/files";
import { diagnosticOf, rangeOf, registerLanguages } from "./editor/languages";
import { openPage } from "./editor/page";
import type {
  Choice,
  Editor,
  Gravity,
  Languages,
  OfferedServer,
  PageHandle,
  PageListener,
  Question,
  Settings,
  TextFile,
  TreeHandle,
  TreeSource,
} from "./editor/port";
import { openTree } from "./editor/tree";
import type { Mark } from "./files/findings";
import type { Range } from "./files/places";
import type { Advance } from "./plans/progress";
import type { Headline } from "./tree/headline";
import { unlinked } from "./words/messages";

const VIEW = "sloMonitor.slos";
const REPORTS = "slo-monitor-report";
const GROUNDS = { error: "statusBarItem.errorBackground", warning: "statusBarItem.warningBackground" } as const;
const TELL = {
  error: vscode.window.showErrorMessage,
  info: vscode.window.showInformationMessage,
  warning: vscode.window.showWarningMessage,
} as const;

export class VsCode implements Editor {
  readonly #log = vscode.window.createOutputChannel("SLO Monitor");
  readonly #status = vscode.window.createStatusBarItem("sloMonitor.state", vscode.StatusBarAlignment.Left);
  readonly #marks = vscode.languages.createDiagnosticCollection("sloMonitor");
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #reportChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #reports = new Map<string, string>();

  constructor(private readonly extension: vscode.ExtensionContext) {
    this.#status.name = "SLO Monitor";
    this.#status.command = `${VIEW}.focus`;
    this.#status.show();
    const reports = vscode.workspace.registerTextDocumentContentProvider(REPORTS, {
      onDidChange: this.#reportChanged.event,
      provideTextDocumentContent: (uri) => this.#reports.get(uri.path) ?? "",
    });
    this.#keep(this.#log, this.#status, this.#marks, this.#lensesChanged, this.#reportChanged, reports);
  }

  settings(): Settings {
    const held = vscode.workspace.getConfiguration("sloMonitor");
    const { globalValue, workspaceValue, workspaceFolderValue } = held.inspect("address") ?? {};
    return {
      address: held.get("address", "").trim(),
      isAddressSet: [globalValue, workspaceValue, workspaceFolderValue].some((value) => value !== undefined),
      connectOnStartup: held.get("connectOnStartup", true),
      refreshSeconds: Math.max(held.get("refreshSeconds", 15), 1),
      codeLens: held.get("codeLens", true),
    };
  }

  async keepAddress(address: string): Promise<void> {
    await vscode.workspace.getConfiguration("sloMonitor").update("address", address, vscode.ConfigurationTarget.Global);
  }

  /** Hear that a setting of ours has changed. */
  onSettings(listener: () => void): void {
    this.#keep(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("sloMonitor")) listener();
      }),
    );
  }

  isTrusted(): boolean {
    return vscode.workspace.isTrusted;
  }

  async secret(name: string): Promise<string | undefined> {
    return this.extension.secrets.get(name);
  }

  async keepSecret(name: string, value: string | undefined): Promise<void> {
    await (value === undefined ? this.extension.secrets.delete(name) : this.extension.secrets.store(name, value));
  }

  command(id: string, run: (argument: unknown) => Promise<void>): void {
    this.#keep(vscode.commands.registerCommand(id, run));
  }

  async execute(id: string, argument?: unknown): Promise<void> {
    await vscode.commands.executeCommand(id, ...(argument === undefined ? [] : [argument]));
  }

  async ask(question: Question): Promise<string | undefined> {
    const { title, prompt, value, isSecret, refuse } = question;
    return vscode.window.showInputBox({
      title,
      prompt,
      ignoreFocusOut: true,
      password: isSecret === true,
      ...(value === undefined ? {} : { value }),
      ...(refuse === undefined ? {} : { validateInput: refuse }),
    });
  }

  async pick<T>(title: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
    const chosen = await vscode.window.showQuickPick([...choices], {
      title,
      placeHolder: title,
      matchOnDescription: true,
    });
    return chosen?.value;
  }

  async tell(gravity: Gravity, text: string, actions: readonly string[]): Promise<string | undefined> {
    return TELL[gravity](unlinked(text), ...actions);
  }

  async progress<T>(
    title: string,
    run: (advance: (step: Advance) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const calling = new AbortController();
      token.onCancellationRequested(() => {
        calling.abort();
      });
      return run(({ increment, message }) => {
        progress.report({ increment, message: unlinked(message) });
      }, calling.signal);
    });
  }

  log(line: string): void {
    this.#log.appendLine(`${new Date().toISOString()} ${line}`);
  }

  showLog(): void {
    this.#log.show(true);
  }

  status({ text, tooltip, ground }: Headline): void {
    this.#status.text = text;
    this.#status.tooltip = tooltip;
    this.#status.accessibilityInformation = { label: tooltip };
    this.#status.backgroundColor = ground === "none" ? undefined : new vscode.ThemeColor(GROUNDS[ground]);
  }

  context(name: string, value: string): void {
    void vscode.commands.executeCommand("setContext", name, value);
  }

  tree(source: TreeSource): TreeHandle {
    return openTree(VIEW, source, this.extension);
  }

  page(title: string, listener: PageListener): PageHandle {
    return openPage(title, listener, this.extension.extensionUri);
  }

  async report(name: string, markdown: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: REPORTS, path: `/${name.replaceAll("/", "-")}.md` });
    this.#reports.set(uri.path, markdown);
    this.#reportChanged.fire(uri);
    await vscode.workspace.openTextDocument(uri);
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  }

  languages(provider: Languages): void {
    this.#keep(...registerLanguages(provider, this.#lensesChanged.event));
  }

  refreshLenses(): void {
    this.#lensesChanged.fire();
  }

  mark(uri: string, marks: readonly Mark[]): void {
    this.#marks.set(vscode.Uri.parse(uri, true), marks.map(diagnosticOf));
  }

  openFiles(): readonly TextFile[] {
    return openFiles();
  }

  onFile(listener: (file: TextFile, isOpen: boolean) => void): void {
    const heard = (document: vscode.TextDocument, isOpen: boolean): void => {
      if (mayDefine(document)) listener(textFile(document), isOpen);
    };
    this.#keep(
      vscode.workspace.onDidOpenTextDocument((document) => {
        heard(document, true);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        heard(document, true);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        heard(document, false);
      }),
    );
  }

  async beside(file: TextFile): Promise<readonly TextFile[]> {
    return beside(file);
  }

  definitionFiles(): AsyncIterable<TextFile> {
    return definitionFiles();
  }

  async reveal(uri: string, range: Range): Promise<void> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
    await vscode.window.showTextDocument(document, { selection: rangeOf(range) });
  }

  offer(servers: () => readonly OfferedServer[]): () => void {
    const parts = {
      parse: (url: string) => vscode.Uri.parse(url, true),
      emitter: () => new vscode.EventEmitter<undefined>(),
      version: EXTENSION_VERSION,
    };
    const offered = offerToAgents(vscode, parts, servers, (why) => {
      this.log(`This editor's agents cannot be offered the service: ${String(why)}`);
    });
    if (offered === undefined) return () => undefined;
    this.#keep(offered);
    return offered.changed;
  }

  #keep(...disposables: { dispose(): unknown }[]): void {
    this.extension.subscriptions.push(...disposables);
  }
}
