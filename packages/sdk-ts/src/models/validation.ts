import { boolean, integer, list, nullable, object, text, word, type Word } from "../decode.js";

/** Known words of {@link FindingSeverity}. */
export const FINDING_SEVERITIES = ["ERROR", "WARNING"] as const;
/** Whether a finding keeps the definitions from being used. */
export type FindingSeverity = Word<typeof FINDING_SEVERITIES>;

/** Something that is to be said of a definition, and where it stands. */
export interface Finding {
  /** The file, by the path that it was sent under. */
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
  /** The character of the line, from 1; null if the definition that begins there is meant. */
  readonly column: number | null;
  /** The field, such as `slos[0].objective`; null if it is none, or more than one. */
  readonly field: string | null;
  /** ERROR: the definitions cannot be used; WARNING: they can, and perhaps mean something else. */
  readonly severity: FindingSeverity;
  /** What it is, and what would be right. */
  readonly message: string;
}

export const finding = object<Finding>({
  file: text,
  line: integer,
  column: nullable(integer),
  field: nullable(text),
  severity: word(FINDING_SEVERITIES),
  message: text,
});

/** What would become of definition files; they are taken whole or not at all. */
export interface Validation {
  /** Whether they could be used: no finding is an ERROR. */
  readonly valid: boolean;
  /** By file and place; at most 100 errors are told of one file. */
  readonly findings: readonly Finding[];
  /** Whether there are more findings than `limit`; errors are told before warnings then. */
  readonly has_more: boolean;
  /** Names of the definitions, in order; empty unless they are valid. */
  readonly slos: readonly string[];
}

export const validation = object<Validation>({
  valid: boolean,
  findings: list(finding),
  has_more: boolean,
  slos: list(text),
});
