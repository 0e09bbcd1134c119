import {
  boolean,
  integer,
  list,
  mapping,
  nullable,
  object,
  text,
  time,
  word,
  type Time,
  type Word,
} from "../decode.js";

/** Known words of {@link ExclusionSource}. */
export const EXCLUSION_SOURCES = ["FILE", "API"] as const;
/** Where an exclusion comes from. */
export type ExclusionSource = Word<typeof EXCLUSION_SOURCES>;

/** Events of this time are in no budget, SLI or burn rate of the SLOs that it applies to. */
export interface Exclusion {
  /** Names it. */
  readonly id: string;
  /** Names of definitions that it applies to; empty: any. */
  readonly slos: readonly string[];
  /** What an SLO must have, each of them, among its service, labels and group. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it applies to every SLO. */
  readonly all: boolean;
  /** When it begins; if it recurs, when it can at the earliest. */
  readonly start: Time;
  /** When it ends; null if it recurs. */
  readonly end: Time | null;
  /** How it recurs (RFC 5545); null if it does not. */
  readonly rrule: string | null;
  /** How long each occurrence lasts; null if it does not recur. */
  readonly duration_seconds: number | null;
  /** IANA name of the time zone whose clocks the rule follows; null if it does not recur. */
  readonly timezone: string | null;
  /** Why this time is left out. */
  readonly reason: string;
  /** Who asked for it; null if that is not known. */
  readonly created_by: string | null;
  /** When it was asked for; null if it stands in a file. */
  readonly created_at: Time | null;
  /** Where it comes from; one of a file can only be changed there. */
  readonly source: ExclusionSource;
  /** The file, and the line after a colon; null unless it stands in one. */
  readonly file: string | null;
}

export const exclusion = object<Exclusion>({
  id: text,
  slos: list(text),
  labels: mapping(text),
  all: boolean,
  start: time,
  end: nullable(time),
  rrule: nullable(text),
  duration_seconds: nullable(integer),
  timezone: nullable(text),
  reason: text,
  created_by: nullable(text),
  created_at: nullable(time),
  source: word(EXCLUSION_SOURCES),
  file: nullable(text),
});

/** Exclusions in force, those that have passed included. */
export interface ExclusionList {
  /** Ordered by id. */
  readonly exclusions: readonly Exclusion[];
  /** Ask with it for the next page; null on the last. */
  readonly next_cursor: string | null;
}

export const exclusionList = object<ExclusionList>({
  exclusions: list(exclusion),
  next_cursor: nullable(text),
});
