import {
  boolean,
  constant,
  integer,
  list,
  mapping,
  nullable,
  number,
  object,
  oneOf,
  text,
  word,
  type Word,
} from "../decode.js";
import { origin, type Origin } from "./events.js";
import { period, type Period } from "./period.js";

/** Known words of {@link Severity}. */
export const SEVERITIES = ["PAGE", "TICKET"] as const;
/** Whom an alert calls: somebody now, or somebody in working hours. */
export type Severity = Word<typeof SEVERITIES>;

/** Known words of {@link NoDataMeaning}. */
export const NO_DATA_MEANINGS = ["INCONCLUSIVE", "FAIL", "PASS"] as const;
/** What a gate answers for an SLO whose state is unknown or that saw no traffic. */
export type NoDataMeaning = Word<typeof NO_DATA_MEANINGS>;

/** A condition on one label of a series. */
export interface Matcher {
  /** Name of the label. */
  readonly label: string;
  /** As in PromQL: `=`, `!=`, `=~` or `!~`. */
  readonly operator: string;
  /** What the label is compared with; a regular expression is anchored at both ends. */
  readonly value: string;
}

export const matcher = object<Matcher>({
  label: text,
  operator: text,
  value: text,
});

/** The series of one metric whose labels meet every matcher. */
export interface Selector {
  /** Name of the metric. */
  readonly metric: string;
  /** All of them must hold. */
  readonly matchers: readonly Matcher[];
}

export const selector = object<Selector>({
  metric: text,
  matchers: list(matcher),
});

/** An event is good when its duration is at or under the threshold. */
export interface LatencyIndicator {
  /** How it is told from the others. */
  readonly kind: "LATENCY";
  /** Name of the histogram, without `_bucket`. */
  readonly histogram: string;
  /** Which of its series count. */
  readonly matchers: readonly Matcher[];
  /** The longest duration of a good event. */
  readonly threshold_seconds: number;
  /** Whether interpolation is accepted where the threshold is no bucket bound. */
  readonly estimate: boolean;
}

export const latencyIndicator = object<LatencyIndicator>({
  kind: constant("LATENCY"),
  histogram: text,
  matchers: list(matcher),
  threshold_seconds: number,
  estimate: boolean,
});

/** One counter counts all events, another the good or the bad ones among them. */
export interface RatioIndicator {
  /** How it is told from the others. */
  readonly kind: "RATIO";
  /** What counts all events. */
  readonly total: Selector;
  /** What counts the good ones, null if the bad ones are counted. */
  readonly good: Selector | null;
  /** What counts the bad ones, null if the good ones are counted. */
  readonly bad: Selector | null;
}

export const ratioIndicator = object<RatioIndicator>({
  kind: constant("RATIO"),
  total: selector,
  good: nullable(selector),
  bad: nullable(selector),
});

/** How events are read from Prometheus. */
export type Indicator = LatencyIndicator | RatioIndicator;

export const indicator = oneOf<Indicator>("kind", {
  LATENCY: latencyIndicator,
  RATIO: ratioIndicator,
});

/** A burn-rate tier as it applies to this SLO. */
export interface Tier {
  /** Name of the condition. */
  readonly name: string;
  /** Whom it calls. */
  readonly severity: Severity;
  /** Share of the budget that the long window may spend. */
  readonly budget_share: number;
  /** The burn rate that both windows have to reach; it follows from the share. */
  readonly factor: number;
  /** Shows that the matter is significant. */
  readonly long_window_seconds: number;
  /** Shows that the matter is still going on. */
  readonly short_window_seconds: number;
}

export const tier = object<Tier>({
  name: text,
  severity: word(SEVERITIES),
  budget_share: number,
  factor: number,
  long_window_seconds: integer,
  short_window_seconds: integer,
});

/** A tier that cannot mean anything for this SLO. */
export interface DroppedTier {
  /** Name of the condition. */
  readonly name: string;
  /** Why not, in a sentence. */
  readonly reason: string;
}

export const droppedTier = object<DroppedTier>({
  name: text,
  reason: text,
});

/** When somebody is called. */
export interface AlertPolicy {
  /** Tiers that are switched off. */
  readonly disable: readonly string[];
  /** Events that a long window needs before its burn rate is trusted. */
  readonly min_events: number;
  /** How long a condition must not have held for its alert to end. */
  readonly keep_firing_seconds: number;
  /** A ticket is opened when a smaller share of the budget is left; null: it is not. */
  readonly budget_below: number | null;
  /** A ticket is opened when samples are missing for so long; null: it is not. */
  readonly no_data_seconds: number | null;
  /** The tiers that apply. */
  readonly tiers: readonly Tier[];
  /** The tiers that do not apply although nobody switched them off. */
  readonly dropped: readonly DroppedTier[];
}

export const alertPolicy = object<AlertPolicy>({
  disable: list(text),
  min_events: number,
  keep_firing_seconds: integer,
  budget_below: nullable(number),
  no_data_seconds: nullable(integer),
  tiers: list(tier),
  dropped: list(droppedTier),
});

/** How a gate treats the SLO. */
export interface GatePolicy {
  /** The verdict where the state is unknown or nothing happened. */
  readonly no_data: NoDataMeaning;
  /** The gate warns when a smaller share of the budget is left; null: it does not. */
  readonly warn_below: number | null;
}

export const gatePolicy = object<GatePolicy>({
  no_data: word(NO_DATA_MEANINGS),
  warn_below: nullable(number),
});

/** An SLO as its author wrote it; with `group_by` it stands for one SLO per label set. */
export interface Definition {
  /** Unique in the catalog. */
  readonly name: string;
  /** The service that makes the promise. */
  readonly service: string;
  /** The author's sentence, empty if there is none. */
  readonly description: string;
  /** The author's labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Labels that tell one SLO from its siblings; empty if the definition is one SLO. */
  readonly group_by: readonly string[];
  /** The most label sets that become SLOs. */
  readonly max_groups: number;
  /** Share of events that must be good; strictly between 0 and 1. */
  readonly target: number;
  /** What the promise is made over. */
  readonly period: Period;
  /** How events are read from Prometheus. */
  readonly indicator: Indicator;
  /** When somebody is called. */
  readonly alerts: AlertPolicy;
  /** When a release may go on. */
  readonly gate: GatePolicy;
  /** Where help is written down. */
  readonly runbook: string | null;
  /** ? */
  readonly origin: Origin;
}

export const definition = object<Definition>({
  name: text,
  service: text,
  description: text,
  labels: mapping(text),
  group_by: list(text),
  max_groups: integer,
  target: number,
  period: period,
  indicator: indicator,
  alerts: alertPolicy,
  gate: gatePolicy,
  runbook: nullable(text),
  origin: origin,
});
