import { integer, list, nullable, number, object, time, type Time } from "../decode.js";

/** A latency quantile as the bucket that holds it and the interpolation inside. */
export interface Quantile {
  /** Which quantile, such as 0.95. */
  readonly quantile: number;
  /** Interpolated; null in the bucket without an upper bound. */
  readonly value_seconds: number | null;
  /** Lower bound of the bucket. */
  readonly low_seconds: number;
  /** Upper bound of the bucket; null if it has none. */
  readonly high_seconds: number | null;
}

export const quantile = object<Quantile>({
  quantile: number,
  value_seconds: nullable(number),
  low_seconds: number,
  high_seconds: nullable(number),
});

/** The quantiles of a window. */
export interface Latency {
  /** Length of the window. */
  readonly window_seconds: number;
  /** When the window ended. */
  readonly evaluated_at: Time;
  /** In ascending order. */
  readonly quantiles: readonly Quantile[];
}

export const latency = object<Latency>({
  window_seconds: integer,
  evaluated_at: time,
  quantiles: list(quantile),
});
