/**
 * How the service is asked: each request with its headers, until a deadline, again where that can do
 * nothing twice. Refuses to know what is asked.
 */

import type { Clock } from "./clock.js";
import { SloMonitorError, unreachable } from "./errors.js";
import { failure, type Answer } from "./failing.js";
import type { Settings } from "./options.js";
import type { Patience } from "./patience.js";
import { delayBeforeRepetition } from "./retry.js";

/** A request, whole. */
export interface Request {
  readonly verb: "GET" | "POST" | "DELETE";
  /** Path and query. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether it may be repeated: it reads, or it carries an idempotency key. */
  readonly repeatable: boolean;
}

const FIRST_FAILURE = 400;

/** Sends requests. */
export class Caller {
  readonly #settings: Settings;
  readonly clock: Clock;

  constructor(settings: Settings, clock: Clock) {
    this.#settings = settings;
    this.clock = clock;
  }

  /** How long a call may take if its caller says nothing. */
  get timeoutMs(): number | undefined {
    return this.#settings.timeoutMs;
  }

  /** Ask until there is an answer, or asking again makes no sense. */
  async ask(request: Request, patience: Patience): Promise<Answer> {
    for (let repetition = 0; ; repetition++) {
      try {
        return await this.#askOnce(request, patience);
      } catch (error) {
        if (!(error instanceof SloMonitorError) || !request.repeatable) throw error;
        const delay = delayBeforeRepetition(repetition, error);
        if (delay === null || !patience.lasts(delay)) throw error;
        await this.clock.sleep(delay, patience.signal);
      }
    }
  }

  async #askOnce(request: Request, patience: Patience): Promise<Answer> {
    const response = await this.open(request, patience);
    const answer = await this.#whole(response, patience);
    if (isRedirect(response) || answer.status >= FIRST_FAILURE) throw this.#failed(answer);
    return answer;
  }

  /** Send a request once; the body of the answer is still to come. */
  async open(request: Request, patience: Patience): Promise<Response> {
    this.#check(patience);
    const headers = { ...this.#settings.headers, ...request.headers };
    const init = { method: request.verb, headers, signal: patience.signal };
    const body = request.body === undefined ? {} : { body: request.body };
    try {
      const url = this.#settings.baseUrl + request.target;
      return await this.#settings.fetch(url, { ...init, ...body, redirect: "manual" });
    } catch (cause) {
      throw patience.error ?? unreachable(cause);
    }
  }

  /** The error of an answer that is no stream. */
  async refusal(response: Response, patience: Patience): Promise<SloMonitorError> {
    return this.#failed(await this.#whole(response, patience));
  }

  async #whole(response: Response, patience: Patience): Promise<Answer> {
    try {
      const { status, headers } = response;
      return { status, headers, body: await response.text() };
    } catch (cause) {
      throw patience.error ?? unreachable(cause);
    }
  }

  #failed(answer: Answer): SloMonitorError {
    return failure(answer, this.clock.now());
  }

  #check(patience: Patience): void {
    const over = patience.error;
    if (over !== null) throw over;
  }
}

function isRedirect(response: Response): boolean {
  const { status, type } = response;
  return type === "opaqueredirect" || (status >= 300 && status < FIRST_FAILURE && status !== 304);
}
