/** A clock in which no time passes but what is waited. */

import type { Clock } from "../src/clock.js";

export class FakeClock implements Clock {
  readonly delaysSeconds: number[] = [];
  #waited = 0;

  constructor(
    readonly begin = Date.parse("2026-11-22T15:05:00Z"),
    readonly onSleep: () => boolean = () => true,
  ) {}

  now(): number {
    return this.begin + this.#waited;
  }

  elapsed(): number {
    return this.#waited;
  }

  sleep(milliseconds: number): Promise<void> {
    if (this.onSleep()) this.delaysSeconds.push(milliseconds / 1000);
    this.#waited += milliseconds;
    return Promise.resolve();
  }
}
