import { integer, number, object, text } from "../decode.js";

/** Events of a window. */
export interface Events {
  /** Events that kept the promise. */
  readonly good: number;
  /** Events that broke it. */
  readonly bad: number;
  /** All events. */
  readonly total: number;
}

export const events = object<Events>({
  good: number,
  bad: number,
  total: number,
});

/** Bounds of an SLI that had to be interpolated inside a bucket. */
export interface Estimate {
  /** The SLI if every event in the bucket was bad. */
  readonly sli_low: number;
  /** The SLI if every event in the bucket was good. */
  readonly sli_high: number;
}

export const estimate = object<Estimate>({
  sli_low: number,
  sli_high: number,
});

/** What exclusions take out of the figures of the period. */
export interface Excluded {
  /** Events that are in no other figure. */
  readonly events: Events;
  /** How much of the period is excluded. */
  readonly seconds: number;
}

export const excluded = object<Excluded>({
  events: events,
  seconds: number,
});

/** Where a definition is written. */
export interface Location {
  /** The file, below the folder that definitions are read from. */
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
}

export const location = object<Location>({
  file: text,
  line: integer,
});

/** Where the definition was written. */
export interface Origin {
  /** Name of the file. */
  readonly file: string;
  /** Line in it, from 1. */
  readonly line: number;
}

export const origin = object<Origin>({
  file: text,
  line: integer,
});
