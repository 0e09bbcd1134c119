/** What a person is told when something does not work, and the ways on. */
import type { Problem } from "../contract/problem";

/** The words on buttons; end-to-end tests press them. */
export const ACTIONS = {
  connect: "Connect",
  enterToken: "Enter Token",
  openSettings: "Open Settings",
  retry: "Retry",
  runAgain: "Run Again",
  showReport: "Show Report",
  showLog: "Show Log",
  trust: "Manage Workspace Trust",
} as const;

export type Action = (typeof ACTIONS)[keyof typeof ACTIONS];

/** A message with the ways on from it. */
export interface Message {
  readonly text: string;
  readonly actions: readonly Action[];
}

/** Say why there is no connection to an address. */
export function notConnected(problem: Problem, address: string): Message {
  switch (problem.kind) {
    case "UNREACHABLE":
      return {
        text: `SLO Monitor does not answer at ${address}. Is the service running? It is tried again until it does.`,
        actions: [ACTIONS.retry, ACTIONS.openSettings],
      };
    case "UNAUTHENTICATED":
      return {
        text: `SLO Monitor at ${address} does not accept the token, or wants one. Nothing is tried again until you enter one.`,
        actions: [ACTIONS.enterToken, ACTIONS.openSettings],
      };
    case "UNAVAILABLE":
      return {
        text: `SLO Monitor at ${address} is not ready: ${sentence(problem.message)} It is tried again.`,
        actions: [ACTIONS.retry],
      };
    case "REFUSED":
      return {
        text: `SLO Monitor at ${address} refuses this editor: ${sentence(problem.message)}`,
        actions: [ACTIONS.openSettings, ACTIONS.retry],
      };
    default:
      return {
        text: `What answers at ${address} is no SLO Monitor that this extension understands: ${sentence(problem.message)}`,
        actions: [ACTIONS.openSettings, ACTIONS.showLog],
      };
  }
}

/** Say why a question was not answered. */
export function notAnswered(what: string, problem: Problem): Message {
  switch (problem.kind) {
    case "NOT_CONNECTED":
      return { text: `${what}: not connected to SLO Monitor.`, actions: [ACTIONS.connect] };
    case "UNREACHABLE":
      return {
        text: `${what}: the connection to SLO Monitor was lost. It is being opened again.`,
        actions: [ACTIONS.retry],
      };
    case "UNAUTHENTICATED":
      return { text: `${what}: the token is not accepted.`, actions: [ACTIONS.enterToken] };
    case "REFUSED":
      return { text: `${what}: refused. ${sentence(problem.message)}`, actions: [ACTIONS.enterToken] };
    case "PROTOCOL":
      return { text: `${what}: ${sentence(problem.message)}`, actions: [ACTIONS.showLog] };
    default:
      return { text: `${what}: ${sentence(problem.message)}`, actions: [ACTIONS.retry] };
  }
}

export const NOT_TRUSTED: Message = {
  text: "Plans load real systems, so SLO Monitor runs none in a workspace that is not trusted.",
  actions: [ACTIONS.trust],
};

/** Text as it is, where the editor would make links of it: what a service says must not run a command. */
export function unlinked(text: string): string {
  return text.replaceAll("](", "]\u200B(");
}

/** Why an address cannot be used; undefined if it can. */
export function refuseAddress(value: string): string | undefined {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return "An address such as http://127.0.0.1:8080";
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return "The address begins with http:// or https://";
  if (url.username !== "" || url.password !== "") return "Leave the user out; the token is asked for on its own";
  if (/\/mcp\/*$/.test(url.pathname)) return "Leave out /mcp, it is added";
  if (url.search !== "" || url.hash !== "") return "Leave out what follows ? or #";
  return undefined;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
