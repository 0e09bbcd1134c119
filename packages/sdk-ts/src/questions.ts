/** What is asked: queries and bodies, under the names of the contract. */

import type { Int64, Time } from "./decode.js";
import type { Severity } from "./models/definition.js";
import type { AlertState } from "./models/alert.js";
import type { AnnotationKind } from "./models/annotation.js";
import type { IntervalMethod } from "./models/result.js";
import type { State } from "./models/status.js";

/** A length of time: seconds, or text such as `90s`, `5m` or `1h`. */
export type Duration = number | string;

/** What a gate answers for an SLO that there is nothing to judge of, as a question says it. */
export type NoData = "inconclusive" | "fail" | "pass";

/** What live listeners are told of, as a question says it. */
export type EventKind = "SNAPSHOT_PUBLISHED" | "ALERT_CHANGED" | "PLAN_RUN_CHANGED" | (string & {});

/** How much to list, and from where on. */
export interface PageQuery {
  /** The most to answer with at a time, 1 to 1000. */
  readonly limit?: number | undefined;
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** Which statuses to list. */
export interface ListSlosQuery extends PageQuery {
  /** Only SLOs of this service. */
  readonly service?: string | undefined;
  /** Only SLOs in this state. */
  readonly state?: State | undefined;
  /** Only SLOs with this label and value, as `label:value`; all must hold. */
  readonly label?: readonly string[] | undefined;
}

/** Which part of a history to show. */
export interface HistoryQuery {
  /** Where it begins; as long before the end as the period is, if left out. */
  readonly start?: Time | undefined;
  /** Where it ends; now, if left out. */
  readonly end?: Time | undefined;
  /** Length of a bin in seconds; one that gives about 300 points, if left out. */
  readonly step?: number | undefined;
}

/** Which alerts to list. */
export interface ListAlertsQuery extends PageQuery {
  /** Only of this SLO; an id, or a definition's name for all its groups. */
  readonly slo?: string | undefined;
  /** Only of this service's SLOs. */
  readonly service?: string | undefined;
  /** Only of this condition. */
  readonly tier?: string | undefined;
  /** Only what calls these people. */
  readonly severity?: Severity | undefined;
  /** What is over stands in the history. */
  readonly state?: "FIRING" | undefined;
  /** Only SLOs with this label and value, as `label:value`; all must hold. */
  readonly label?: readonly string[] | undefined;
}

/** Which changes of alerts to list. */
export interface ListAlertHistoryQuery extends PageQuery {
  /** Only of this SLO; an id, or a definition's name for all its groups. */
  readonly slo?: string | undefined;
  /** Only of this service's SLOs. */
  readonly service?: string | undefined;
  /** Only of this condition. */
  readonly tier?: string | undefined;
  /** Only what calls these people. */
  readonly severity?: Severity | undefined;
  /** Only changes into this state. */
  readonly state?: AlertState | undefined;
  /** Only changes at or after this time. */
  readonly start?: Time | undefined;
  /** Only changes before this time. */
  readonly end?: Time | undefined;
}

/** Which annotations to list. */
export interface ListAnnotationsQuery extends PageQuery {
  /** Only what had not ended at this time. */
  readonly start?: Time | undefined;
  /** Only what began before this time. */
  readonly end?: Time | undefined;
  /** Only what belongs to this SLO; an id, or a definition's name for all its groups. */
  readonly slo?: string | undefined;
  /** Only annotations with this label and value, as `label:value`; all must hold. */
  readonly label?: readonly string[] | undefined;
}

/** Which runs of plans to list. */
export interface ListPlanRunsQuery extends PageQuery {
  /** Only runs of the plan of this name. */
  readonly plan?: string | undefined;
}

/** Where to begin, and what to be told. */
export interface ListenToEventsQuery {
  /** Go on after this event; left out: with what happens from now on. */
  readonly after_id?: Int64 | undefined;
  /** Only events of this kind; all if none. */
  readonly kind?: readonly EventKind[] | undefined;
}

/** The interval of the share of good events must lie on one side of the target. */
export interface ConfidenceAsked {
  /** How sure the interval is, 0.5 to 0.9999; 0.95 if left out. */
  readonly level?: number | undefined;
  /** How the interval is found; `WILSON` if left out. */
  readonly method?: IntervalMethod | undefined;
}

/** What the run is compared to: a check, the last pass, or another time. */
export interface BaselineQuestion {
  /** What this check counted. */
  readonly check_id?: string | null | undefined;
  /** For each SLO, the last run that it passed before this one. */
  readonly last_pass?: boolean | null | undefined;
  /** Where the other time begins. */
  readonly start?: Time | null | undefined;
  /** Where the other time ends. */
  readonly end?: Time | null | undefined;
  /** So long a time, directly before the run. */
  readonly window?: Duration | null | undefined;
  /** Labels of the other time; those of the run if left out. */
  readonly match?: Readonly<Record<string, string>> | null | undefined;
}

/** What counts as worse than the baseline. */
export interface RegressionAsked {
  /** How sure one must be that it is worse; 0.95 if left out. */
  readonly level?: number | undefined;
  /** By how much the share of bad events must be larger; 0 if left out. */
  readonly min_difference?: number | undefined;
}

/** What to judge; with a `window`, or a `start`, a run and not the budgets. */
export interface CheckQuestion {
  /** Ids of SLOs, or definitions' names for all their groups; left out: every SLO. */
  readonly slos?: readonly string[] | undefined;
  /** When the run began. */
  readonly start?: Time | null | undefined;
  /** When it ended; now if left out. */
  readonly end?: Time | null | undefined;
  /** The run was so long, up to now; not with `start` and `end`. */
  readonly window?: Duration | null | undefined;
  /** Labels that the series of the run have, and no others. */
  readonly match?: Readonly<Record<string, string>> | undefined;
  /** Wait at most so long until the newest sample has passed the end. */
  readonly settle?: Duration | undefined;
  /** False: answer at once with a `check_id` to ask for. */
  readonly wait?: boolean | undefined;
  /** False: the verdict is given and not kept, and never the last pass. */
  readonly keep?: boolean | undefined;
  /** With fewer events the run is INCONCLUSIVE; 1 if left out. */
  readonly min_events?: number | undefined;
  /** Decide by an interval; null: by the counts themselves. */
  readonly confidence?: ConfidenceAsked | null | undefined;
  /** Compare the run to this. */
  readonly baseline?: BaselineQuestion | null | undefined;
  /** What counts as worse than the baseline. */
  readonly regression?: RegressionAsked | undefined;
  /** What nothing to judge means; as each definition says if left out. */
  readonly no_data?: NoData | null | undefined;
  /** SLOs that are judged and shown, and do not count in the verdict. */
  readonly informational?: readonly string[] | undefined;
}

/** What happened. */
export interface AnnotationNote {
  /** What it was. */
  readonly kind: AnnotationKind;
  /** What it was, for people, in one line: `1.42`. */
  readonly text: string;
  /** When it happened, or began; just now if left out. */
  readonly start?: Time | null | undefined;
  /** When it ended, if it lasted. */
  readonly end?: Time | null | undefined;
  /** It belongs to the SLOs that have them all; to every SLO if there are none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** A time to leave out of the figures: once until `end`, or by `rrule`. */
export interface ExclusionQuestion {
  /** Ids of SLOs, or definitions' names for all their groups. */
  readonly slos?: readonly string[] | undefined;
  /** SLOs that have all of these labels. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Every SLO. */
  readonly all?: boolean | undefined;
  /** When it begins, the first time. */
  readonly start: Time;
  /** When it ends. */
  readonly end?: Time | null | undefined;
  /** When it comes again (RFC 5545). */
  readonly rrule?: string | null | undefined;
  /** How long it lasts each time. */
  readonly duration_seconds?: number | null | undefined;
  /** IANA name of the time zone that `rrule` is read in; `UTC` if left out. */
  readonly timezone?: string | null | undefined;
  /** Why, for people. */
  readonly reason: string;
}

/** A definition file as it would be. */
export interface ProposedFile {
  /** Its path below the folder of definitions. */
  readonly path: string;
  /** Its text. */
  readonly content: string;
}

/** Definition files as they would stand beside each other, and nothing else in the catalog. */
export interface ValidationQuestion {
  /** The files, in any order. */
  readonly files: readonly ProposedFile[];
  /** The most findings; 1000 if left out. */
  readonly limit?: number | undefined;
}
