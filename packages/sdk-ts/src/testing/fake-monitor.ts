/** A service that answers what it is told to. */

import { SloMonitor } from "../client.js";
import type { Clock } from "../clock.js";
import type { Event } from "../models/event.js";
import type { PlanRun } from "../models/plan-run.js";
import type { Verdict } from "../models/verdict.js";
import { OPERATIONS, type OperationName } from "../operations.js";
import type { ClientOptions } from "../options.js";
import { jsonAnswer, noAnswer, problemAnswer, streamAnswer, type Reply } from "./replies.js";

/** What was asked. */
export interface Asked {
  /** The operation by its name in the contract. */
  readonly operation: OperationName;
  /** The path, decoded. */
  readonly path: string;
  /** The query, decoded. */
  readonly query: URLSearchParams;
  /** The headers. */
  readonly headers: Headers;
  /** The body; null if there is none. */
  readonly body: unknown;
}

/** A failure that the service answers with. */
export interface Problem {
  /** The HTTP status. */
  readonly status: number;
  /** The stable code, such as `UNKNOWN_SLO`. */
  readonly code: string;
  /** The sentence for people. */
  readonly detail?: string;
  /** The field that is wrong. */
  readonly field?: string;
  /** When it may be asked again. */
  readonly retryAfterSeconds?: number;
  /** The verdict on a run that could not be judged. */
  readonly verdict?: Verdict;
}

/** How a stream goes on after its items: it ends, breaks, or stays open without a word. */
export type StreamEnd = "end" | "break" | "stay";

/**
 * A service that answers what it is told to: for each operation in order, each answer once. What it
 * has no answer for is refused with 501 and the code `NOT_SCRIPTED`.
 */
export class FakeMonitor {
  /** All that was asked, in order. */
  readonly asked: Asked[] = [];
  /** How long clients of {@link client} would have waited before they asked again. */
  readonly delaysSeconds: number[] = [];
  readonly #replies = new Map<OperationName, Reply[]>();

  /** A client of it. Waiting takes no time. */
  client(options: Omit<ClientOptions, "baseUrl" | "fetch"> = {}): SloMonitor {
    const whole = { ...options, baseUrl: "http://slo-monitor.test", fetch: this.fetch };
    return new SloMonitor(whole, this.#clock());
  }

  /** To be given to a client of one's own. */
  readonly fetch = (url: string, init: RequestInit): Promise<Response> => {
    const asked = askedBy(url, init);
    this.asked.push(asked);
    const reply = this.#replies.get(asked.operation)?.shift() ?? notScripted(asked.operation);
    return new Promise((resolve) => {
      resolve(reply(init.signal ?? undefined)); // what it throws is a rejection
    });
  };

  /** Answer an operation; `status` only where there are several that mean different things. */
  answer(operation: OperationName, body: unknown, status?: number): this {
    return this.#script(operation, jsonAnswer(body, status ?? usualStatus(operation)));
  }

  /** Refuse an operation. */
  refuse(operation: OperationName, problem: Problem): this {
    return this.#script(operation, problemAnswer(problem));
  }

  /** Break the connection before there is an answer. */
  vanish(operation: OperationName): this {
    return this.#script(operation, noAnswer);
  }

  /** Answer one connection of a stream. */
  stream(
    operation: "listen_to_events" | "listen_to_plan_run",
    items: readonly (Event | PlanRun)[],
    then: StreamEnd = "stay",
  ): this {
    return this.#script(operation, streamAnswer(items, then));
  }

  #script(operation: OperationName, reply: Reply): this {
    const replies = this.#replies.get(operation) ?? [];
    this.#replies.set(operation, [...replies, reply]);
    return this;
  }

  #clock(): Clock {
    return {
      now: () => Date.now(),
      elapsed: () => performance.now(),
      sleep: async (milliseconds) => {
        this.delaysSeconds.push(milliseconds / 1000);
        await new Promise((resolve) => setTimeout(resolve, 0)); // others have their turn
      },
    };
  }
}

function notScripted(operation: OperationName): Reply {
  const detail = `no answer is scripted for ${operation}`;
  return problemAnswer({ status: 501, code: "NOT_SCRIPTED", detail });
}

function usualStatus(operation: OperationName): number {
  if (operation === "delete_exclusion") return 204;
  if (operation === "run_plan") return 202;
  return operation === "add_annotation" || operation === "create_exclusion" ? 201 : 200;
}

function askedBy(url: string, init: RequestInit): Asked {
  const { pathname, searchParams } = new URL(url);
  return {
    operation: operationOf(init.method ?? "GET", pathname),
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: new Headers(init.headers),
    body: typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : null,
  };
}

function operationOf(verb: string, path: string): OperationName {
  const names = Object.keys(OPERATIONS) as OperationName[];
  const matches = (name: OperationName, isWhole: boolean) => {
    const [method, template = ""] = OPERATIONS[name].rest.split(" ");
    const pattern = `^${template.replace(/\{\w+\}/, "[^/]+")}$`;
    const isPlain = !template.includes("{");
    return method === verb && isPlain === isWhole && new RegExp(pattern).test(path);
  };
  const found = names.find((name) => matches(name, true)) ?? names.find((n) => matches(n, false));
  if (found === undefined) throw new Error(`${verb} ${path} is no operation`);
  return found;
}
