/**
 * The figures that follow from counts, as the service works them out. What has no value is null,
 * never 0. The target is a decimal number in text: as a `number`, 1 − 0.999 would not be 0.001.
 */

/** Counts of a window. */
export interface Counts {
  /** Events that kept the promise. */
  readonly good: number;
  /** All events. */
  readonly total: number;
}

/** The bad events allowed in a period, and what became of them. */
export interface BudgetFigures {
  /** How many bad events are allowed. */
  readonly events: number;
  /** What the budget is a share of. */
  readonly basis: "PERIOD" | "PREVIOUS_PERIOD";
  /** Share that is spent; null if nothing is allowed. */
  readonly consumed_ratio: number | null;
  /** Share that is left; null if nothing is allowed. */
  readonly remaining_ratio: number | null;
}

/** Share of good events. */
export function sli({ good, total }: Counts): number | null {
  return total === 0 ? null : good / total;
}

/** How fast the budget is spent: 1 spends it in exactly one period. */
export function burnRate(target: string, { good, total }: Counts): number | null {
  if (total === 0) return null;
  const allowed = allowedShare(target);
  return (((total - good) / total) * allowed.of) / allowed.parts;
}

/** The budget of a period; `previousTotal` is null unless the period is a calendar's. */
export function budget(
  target: string,
  { good, total }: Counts,
  previousTotal: number | null,
): BudgetFigures {
  const isOfPrevious = previousTotal !== null && previousTotal > total;
  const allowed = allowedShare(target);
  const events = (allowed.parts * (isOfPrevious ? previousTotal : total)) / allowed.of;
  const consumed = events === 0 ? null : (total - good) / events;
  return {
    events,
    basis: isOfPrevious ? "PREVIOUS_PERIOD" : "PERIOD",
    consumed_ratio: consumed,
    remaining_ratio: consumed === null ? null : 1 - consumed,
  };
}

/** The burn rate at which a long window spends such a share of the budget. */
export function factor(
  budgetShare: number,
  periodSeconds: number,
  longWindowSeconds: number,
): number {
  return (budgetShare * periodSeconds) / longWindowSeconds;
}

const TARGET = /^0\.(\d*[1-9]\d*)$/;

/** 1 − target as a fraction, because as a `number` 100 × 0.07 would not be 7. */
function allowedShare(target: string): { readonly parts: number; readonly of: number } {
  const digits = TARGET.exec(target)?.[1];
  if (digits === undefined) throw new RangeError("a target is a decimal number between 0 and 1");
  const of = 10n ** BigInt(digits.length);
  return { parts: Number(of - BigInt(digits)), of: Number(of) };
}
