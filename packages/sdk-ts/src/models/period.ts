import { constant, integer, object, oneOf, text, word, type Word } from "../decode.js";

/** Known words of {@link CalendarUnit}. */
export const CALENDAR_UNITS = ["WEEK", "MONTH", "QUARTER"] as const;
/** The calendar periods that a promise can be made over; a week begins on Monday. */
export type CalendarUnit = Word<typeof CALENDAR_UNITS>;

/** The promise holds over the last so many seconds, at any time. */
export interface RollingPeriod {
  /** How it is told from the others. */
  readonly kind: "ROLLING";
  /** Length of the period. */
  readonly seconds: number;
}

export const rollingPeriod = object<RollingPeriod>({
  kind: constant("ROLLING"),
  seconds: integer,
});

/** The promise holds over each calendar unit. */
export interface CalendarPeriod {
  /** How it is told from the others. */
  readonly kind: "CALENDAR";
  /** What the calendar is cut into. */
  readonly unit: CalendarUnit;
  /** IANA name of the time zone whose clocks cut it. */
  readonly timezone: string;
}

export const calendarPeriod = object<CalendarPeriod>({
  kind: constant("CALENDAR"),
  unit: word(CALENDAR_UNITS),
  timezone: text,
});

/** What a promise is made over. */
export type Period = RollingPeriod | CalendarPeriod;

export const period = oneOf<Period>("kind", {
  ROLLING: rollingPeriod,
  CALENDAR: calendarPeriod,
});
