/** How long a caller waits: until a deadline, or until they give up. */

import type { Clock } from "./clock.js";
import { invalid, SloMonitorError } from "./errors.js";

const LONGEST_TIMER = 2 ** 31 - 1; // milliseconds; a longer one would end at once

/** One caller's patience with one call; `done` or `end` must be called at its end. */
export class Patience {
  readonly #abort = new AbortController();
  /** Given when there is no patience left, whatever the reason. */
  readonly signal = this.#abort.signal;
  readonly #signal: AbortSignal | undefined;
  readonly #clock: Clock;
  readonly #endsAt: number;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #isTooLate = false;

  constructor(clock: Clock, timeoutMs: number, signal: AbortSignal | undefined) {
    if (!(timeoutMs > 0)) throw invalid("timeoutMs", "timeoutMs must be above 0");
    this.#clock = clock;
    this.#endsAt = clock.elapsed() + timeoutMs;
    if (timeoutMs <= LONGEST_TIMER) this.#timer = setTimeout(this.#expire, timeoutMs);
    this.#signal = signal;
    if (signal?.aborted === true) this.#give();
    signal?.addEventListener("abort", this.#give);
  }

  /** Whether it lasts so long. */
  lasts(milliseconds: number): boolean {
    return this.#clock.elapsed() + milliseconds <= this.#endsAt;
  }

  /** The error that its end is; null as long as there is some. */
  get error(): SloMonitorError | null {
    if (!this.signal.aborted) return null;
    if (this.#isTooLate || isTimeout(this.#signal?.reason)) {
      return new SloMonitorError("TIMEOUT", "the deadline passed before there was an answer");
    }
    return new SloMonitorError("CANCELLED", "the caller gave up", { cause: this.#signal?.reason });
  }

  /** It is needed no longer: all has come. What has ended is not aborted, which takes time in Node. */
  done(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#give);
  }

  /** End what still goes on. */
  end(): void {
    this.done();
    this.#abort.abort();
  }

  readonly #expire = () => {
    this.#isTooLate = true;
    this.#abort.abort();
  };

  readonly #give = () => {
    this.#abort.abort();
  };
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "TimeoutError";
}
