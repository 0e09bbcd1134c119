/** An extension with everything but an editor and a service. */
import { Catalog } from "../../src/catalog/catalog";
import { Checking } from "../../src/commands/checking";
import { Connecting } from "../../src/commands/connecting";
import { Running } from "../../src/commands/running";
import { Showing } from "../../src/commands/showing";
import { Telling } from "../../src/commands/telling";
import { Problem } from "../../src/contract/problem";
import { Pages } from "../../src/page/pages";
import { brief, detail, page } from "../samples";
import { connected, HandClock, settled, StandinEditor, StandinService } from "../standins";

export const gone = new Problem("UNREACHABLE", null, "connection refused");
export const wrongToken = new Problem("UNAUTHENTICATED", "UNAUTHENTICATED", "no");

export function set() {
  const service = new StandinService()
    .on("list_slos", () => page([brief("a"), brief("b", { service: "web" })]))
    .on("get_slo", ({ id }) => detail(String(id)))
    .on("get_history", ({ id }) => ({ slo: id, start: "", end: "", step_seconds: null, points: [] }));
  const clock = new HandClock();
  const connection = connected(service, clock);
  const editor = new StandinEditor();
  const catalog = new Catalog(
    connection,
    clock,
    () => 15,
    () => undefined,
  );
  const connecting = new Connecting(editor, connection);
  const telling = new Telling(editor, connecting);
  const pages = new Pages(editor, catalog, connection);
  return {
    service,
    clock,
    connection,
    editor,
    connecting,
    checking: new Checking(telling, catalog),
    running: new Running(telling, catalog, connection, clock),
    showing: new Showing(telling, catalog, pages),
    connect: async () => {
      await connecting.connectQuietly();
      await settled();
    },
  };
}

export function plans(last: object | null = null, ...names: string[]): object {
  const all = names.length === 0 ? ["look"] : names;
  return {
    plans: all.map((name) => ({
      name,
      description: "Look.",
      steps: [{ kind: "CHECK", title: "Judge." }],
      last_run: last,
    })),
    next_cursor: null,
  };
}

export function verdict(word: string): object {
  return {
    check_id: "c",
    verdict: word,
    reason: "R",
    summary: "1 of 2.",
    mode: "BUDGET",
    start: null,
    end: "2026-11-22T15:04:30Z",
    results: [],
  };
}
