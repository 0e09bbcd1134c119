import {
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

/** Known words of {@link AnnotationKind}. */
export const ANNOTATION_KINDS = ["DEPLOY", "INCIDENT", "NOTE"] as const;
/** What happened. */
export type AnnotationKind = Word<typeof ANNOTATION_KINDS>;

/** Something that happened, at a time or for a while. */
export interface Annotation {
  /** Names it. */
  readonly id: string;
  /** What it was. */
  readonly kind: AnnotationKind;
  /** What it was, for people. */
  readonly text: string;
  /** When it happened, or began. */
  readonly start: Time;
  /** When it ended; null if it happened at once, or goes on. */
  readonly end: Time | null;
  /** It belongs to the SLOs that have them all among service, labels and group. */
  readonly labels: Readonly<Record<string, string>>;
  /** Who noted it. */
  readonly created_by: string;
  /** When it was noted. */
  readonly created_at: Time;
}

export const annotation = object<Annotation>({
  id: text,
  kind: word(ANNOTATION_KINDS),
  text: text,
  start: time,
  end: nullable(time),
  labels: mapping(text),
  created_by: text,
  created_at: time,
});

/** Annotations, the one that began last first. */
export interface AnnotationList {
  /** By begin, the last one first. */
  readonly annotations: readonly Annotation[];
  /** Ask with it for the next page; null on the last. */
  readonly next_cursor: string | null;
}

export const annotationList = object<AnnotationList>({
  annotations: list(annotation),
  next_cursor: nullable(text),
});
