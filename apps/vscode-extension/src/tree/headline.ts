/** What the status bar and the head of the view say: the worst state, and whether there is a connection. */
import type { Overview } from "../catalog/overview";
import type { ConnectionState } from "../connection/machine";
import type { Problem } from "../contract/problem";
import { time } from "../words/figures";
import { badness, spoken } from "../words/states";

export interface Headline {
  readonly text: string;
  readonly tooltip: string;
  /** The colour behind it. */
  readonly ground: "error" | "none" | "warning";
}

/** The status bar: `SLO: 2 exhausted`. */
export function headline(state: ConnectionState, overview: Overview): Headline {
  switch (state.phase) {
    case "CLOSED":
      return { text: "$(circle-slash) SLO: not connected", tooltip: "SLO Monitor: not connected", ground: "none" };
    case "CONNECTING":
      return { text: "$(sync~spin) SLO: connecting", tooltip: "SLO Monitor: connecting", ground: "none" };
    case "WAITING":
      return {
        text: "$(sync~spin) SLO: reconnecting",
        tooltip: `SLO Monitor: ${state.problem.message}`,
        ground: "warning",
      };
    case "REFUSED":
      return { text: "$(error) SLO: refused", tooltip: `SLO Monitor: ${state.problem.message}`, ground: "error" };
    case "CONNECTED":
      return connected(overview);
  }
}

/** A line above the tree, if the figures below may not be those of now. */
export function notice(state: ConnectionState, overview: Overview, problem: Problem | undefined): string | undefined {
  if (state.phase === "CONNECTED") {
    if (problem !== undefined) return `The SLOs could not be read: ${problem.message}`;
    if (!overview.isWhole) return "Reading the SLOs …";
    return overview.size === 0 ? "The service has no SLOs yet." : undefined;
  }
  if (overview.size === 0 || state.phase === "CLOSED") return undefined;
  return `Not connected: figures as of ${time(overview.evaluatedAt)}.`;
}

function connected(overview: Overview): Headline {
  const state = overview.worst();
  if (!overview.isWhole && state === undefined) {
    return { text: "$(sync~spin) SLO: reading", tooltip: "SLO Monitor: reading the SLOs", ground: "none" };
  }
  if (state === undefined) return { text: "$(pulse) SLO: none", tooltip: "SLO Monitor: no SLOs", ground: "none" };
  const total = overview.size.toLocaleString("en-US");
  const tooltip = `SLO Monitor: worst of ${total} is ${spoken(state)}, as of ${time(overview.evaluatedAt)}`;
  if (state === "HEALTHY") return { text: "$(pass) SLO: healthy", tooltip, ground: "none" };
  const text = `$(pulse) SLO: ${overview.count(state).toLocaleString("en-US")} ${spoken(state)}`;
  const isRed = badness(state) === badness("EXHAUSTED");
  return { text, tooltip, ground: isRed ? "error" : "warning" };
}
