import { integer, nullable, number, object, time, word, type Time, type Word } from "../decode.js";
import { events, type Events } from "./events.js";

/** Known words of {@link Basis}. */
export const BASES = ["PERIOD", "PREVIOUS_PERIOD"] as const;
/** What the budget is a share of. */
export type Basis = Word<typeof BASES>;

/** The bad events allowed in the period, and what became of them. */
export interface Budget {
  /** How many bad events are allowed. */
  readonly events: number;
  /** What the budget is a share of. */
  readonly basis: Basis;
  /** Share that is spent; above 1 when more than all of it is. */
  readonly consumed_ratio: number | null;
  /** Share that is left; below 0 when more than all of it is spent. */
  readonly remaining_ratio: number | null;
  /** When it is gone at the present rate; null if that is not foreseen. */
  readonly exhausts_at: Time | null;
}

export const budget = object<Budget>({
  events: number,
  basis: word(BASES),
  consumed_ratio: nullable(number),
  remaining_ratio: nullable(number),
  exhausts_at: nullable(time),
});

/** How fast a window spends the budget. */
export interface BurnRate {
  /** Length of the window. */
  readonly window_seconds: number;
  /** 1 spends the budget in exactly one period; null if it is not known. */
  readonly burn_rate: number | null;
  /** What happened in the window; null if it is not known. */
  readonly events: Events | null;
}

export const burnRate = object<BurnRate>({
  window_seconds: integer,
  burn_rate: nullable(number),
  events: nullable(events),
});
