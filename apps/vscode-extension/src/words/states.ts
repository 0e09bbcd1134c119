/** States and verdicts: their order, and how they look. A word that is not known is kept as it came. */

/** An icon of the editor and the colour of the theme that it has. */
export interface Icon {
  readonly name: string;
  readonly colour: string | undefined;
}

const STATES = ["HEALTHY", "UNKNOWN", "AT_RISK", "EXHAUSTED"];

/** How bad a state is; a word that is not known is as bad as UNKNOWN, since it is no good news. */
export function badness(state: string): number {
  const rank = STATES.indexOf(state);
  return rank === -1 ? STATES.indexOf("UNKNOWN") : rank;
}

/** The worst of states, or undefined if there are none. */
export function worst(states: Iterable<string>): string | undefined {
  let found: string | undefined;
  for (const state of states) {
    if (found === undefined || badness(state) > badness(found)) found = state;
  }
  return found;
}

/** A word of the contract as a person reads it: `AT_RISK` is `at risk`. */
export function spoken(word: string): string {
  return word.toLowerCase().replaceAll("_", " ");
}

const STATE_ICONS: Readonly<Record<string, Icon>> = {
  HEALTHY: { name: "pass", colour: "testing.iconPassed" },
  AT_RISK: { name: "warning", colour: "list.warningForeground" },
  EXHAUSTED: { name: "error", colour: "list.errorForeground" },
};

/** The icon of a state. */
export function stateIcon(state: string): Icon {
  return STATE_ICONS[state] ?? { name: "question", colour: "disabledForeground" };
}

/** How serious a message about a verdict is. A verdict that is not known is never good news. */
export function gravity(verdict: string | null): "error" | "info" | "warning" {
  if (verdict === "PASS") return "info";
  return verdict === "FAIL" || verdict === "ERROR" ? "error" : "warning";
}
