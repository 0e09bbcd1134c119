/** Puts the parts together; everything else is done by them. */
import type { ExtensionContext } from "vscode";
import { Catalog } from "./catalog/catalog";
import { Checking } from "./commands/checking";
import { Connecting, secretOf } from "./commands/connecting";
import { refresh } from "./commands/refreshing";
import { Running } from "./commands/running";
import { Showing } from "./commands/showing";
import { Telling } from "./commands/telling";
import { wallClock } from "./connection/clock";
import { Connection } from "./connection/connection";
import type { OpenSession } from "./connection/session";
import { VsCode } from "./editor";
import type { OfferedServer } from "./editor/port";
import { Assistant } from "./files/assistant";
import { Pages } from "./page/pages";
import { headline, notice } from "./tree/headline";
import { SloTree } from "./tree/tree";

/** The protocol's client is loaded when somebody first connects. */
const openSession: OpenSession = async (target, listener, signal) => {
  const { opener } = await import("./connection/mcp");
  return opener("auto")(target, listener, signal);
};

let connection: Connection | undefined;

export function activate(context: ExtensionContext): void {
  const editor = new VsCode(context);
  const connected = new Connection(openSession, wallClock);
  connection = connected;
  const catalog = new Catalog(
    connected,
    wallClock,
    () => editor.settings().refreshSeconds,
    (line) => {
      editor.log(line);
    },
  );
  const connecting = new Connecting(editor, connected);
  const telling = new Telling(editor, connecting);
  const checking = new Checking(telling, catalog);
  const running = new Running(telling, catalog, connected, wallClock);
  const showing = new Showing(telling, catalog, new Pages(editor, catalog, connected));

  editor.command("sloMonitor.connect", () => connecting.connect());
  editor.command("sloMonitor.disconnect", () => connecting.disconnect());
  editor.command("sloMonitor.refresh", () => refresh(connecting, connected, catalog));
  editor.command("sloMonitor.runPlan", (argument) => running.run(argument));
  editor.command("sloMonitor.checkSlos", (argument) => checking.check(argument));
  editor.command("sloMonitor.showSlo", (argument) => showing.show(argument));
  editor.command("sloMonitor.openDefinition", (argument) => showing.goToDefinition(argument));

  showState(editor, connected, catalog);
  offerServer(editor, connected);
  new Assistant(editor, catalog, connected, wallClock).begin();
  editor.onSettings(() => {
    editor.refreshLenses();
    void connecting.moved();
  });
  void connecting.connectQuietly();
}

export function deactivate(): void {
  connection?.disconnect();
}

/** The tree and the status bar. */
function showState(editor: VsCode, connection: Connection, catalog: Catalog): void {
  const tree = editor.tree(new SloTree(catalog));
  const show = (): void => {
    editor.status(headline(connection.state, catalog.overview));
    tree.notice(notice(connection.state, catalog.overview, catalog.problem));
  };
  connection.states.add(show);
  catalog.changes.add(() => {
    show();
    tree.refresh();
  });
  show();
}

/** The same service for the editor's own agents, once connected. */
function offerServer(editor: VsCode, connection: Connection): void {
  const servers = (): OfferedServer[] => {
    const { state, target } = connection;
    if (state.phase !== "CONNECTED" || target === undefined) return [];
    const headers = async (): Promise<Record<string, string>> => {
      const token = await editor.secret(secretOf(target.address));
      return token === undefined ? {} : { Authorization: `Bearer ${token}` };
    };
    return [{ url: `${target.address.replace(/\/+$/, "")}/mcp`, headers }];
  };
  connection.states.add(editor.offer(servers));
}
