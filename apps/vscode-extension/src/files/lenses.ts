/** What stands above each SLO of a definition file, and what is told where the mouse rests. */
import type { Detail } from "../catalog/details";
import type { SloBrief } from "../contract/views";
import { plain } from "../gate/report";
import { burn, share, span, target, time } from "../words/figures";
import { alertsLine, budgetLine, p95Line, titleOf } from "../words/lines";
import { badness, spoken } from "../words/states";
import { foundAt, type DefinedSlo, type DefinitionFile } from "./definitions";
import { contains, type Place, type Range } from "./places";
import { meaningAt, type Schema } from "./schema";

/** A line above a definition that can be pressed. */
export interface Lens {
  readonly range: Range;
  readonly title: string;
  readonly command: string;
  readonly argument: string;
}

/** What is known of the SLOs of a definition. */
export interface Known {
  readonly isConnected: boolean;
  named(name: string): readonly SloBrief[];
  detail(id: string): Detail | undefined;
}

export const COMMANDS = {
  connect: "sloMonitor.connect",
  show: "sloMonitor.showSlo",
  check: "sloMonitor.checkSlos",
} as const;

/** Above each SLO: how it stands (which shows it), and a check. */
export function lensesOf(file: DefinitionFile, known: Known): Lens[] {
  return file.slos.flatMap((slo): Lens[] => {
    const range = slo.nameRange;
    const { name } = slo;
    if (!known.isConnected)
      return [{ range, title: "SLO Monitor: not connected · Connect", command: COMMANDS.connect, argument: "" }];
    const found = worstFirst(known.named(name));
    if (found[0] === undefined)
      return [{ range, title: "not known to the service", command: COMMANDS.show, argument: name }];
    return [
      { range, title: lensLine(found, known), command: COMMANDS.show, argument: found[0].id },
      { range, title: "Run check", command: COMMANDS.check, argument: name },
    ];
  });
}

/** `73 % of budget left · p95 212 ms`; of groups the worst one, and how many there are. */
export function lensLine(found: readonly SloBrief[], known: Pick<Known, "detail">): string {
  const [first] = found;
  if (first === undefined) return "";
  const slo = known.detail(first.id)?.slo;
  const parts = [
    budgetLine(slo ?? first),
    slo === undefined ? undefined : p95Line(slo),
    alertsLine(first) || undefined,
  ];
  const line = parts.filter((part) => part !== undefined).join(" · ");
  return found.length === 1 ? line : `worst of ${String(found.length)} groups, ${titleOf(first)}: ${line}`;
}

/** The SLOs whose figures a file's lines show: of each definition the worst. */
export function shownBy(file: DefinitionFile, known: Pick<Known, "named">): string[] {
  return file.slos.flatMap((slo) =>
    worstFirst(known.named(slo.name))
      .slice(0, 1)
      .map((each) => each.id),
  );
}

/** What is told where the mouse rests, in Markdown. */
export interface Hover {
  readonly range: Range;
  readonly markdown: string;
}

export function hoverAt(
  file: DefinitionFile,
  place: Place,
  known: Known,
  schema: Schema | undefined,
): Hover | undefined {
  const slo = file.slos.find((each) => contains(each.nameRange, place));
  if (slo !== undefined) return { range: slo.nameRange, markdown: numbers(slo, known) };
  const found = foundAt(file.document.contents, file.lines.offset(place));
  if (found === undefined || schema === undefined) return undefined;
  const meaning = meaningAt(schema, found.path);
  if (meaning === undefined || !found.isKey) return undefined;
  return { range: file.lines.range(...found.range), markdown: meaning };
}

function numbers(slo: DefinedSlo, known: Known): string {
  if (!known.isConnected) return `**${plain(slo.name)}**: not connected to SLO Monitor.`;
  const found = worstFirst(known.named(slo.name));
  if (found.length === 0) return `**${plain(slo.name)}** is not known to the service.`;
  const most = found.slice(0, 10);
  const more = found.length > most.length ? [`and ${String(found.length - most.length)} more groups`] : [];
  return [...most.map((each) => paragraph(each, known)), ...more].join("\n\n");
}

function paragraph(brief: SloBrief, known: Known): string {
  const slo = known.detail(brief.id)?.slo;
  const head = `**${plain(titleOf(brief))}**: ${spoken(brief.state)}, ${budgetLine(slo ?? brief)}`;
  if (slo === undefined) return head;
  const lines = [
    `- good: ${share(slo.sli)}, promised ${target(slo.target)}`,
    ...(p95Line(slo) === undefined ? [] : [`- ${p95Line(slo) ?? ""}`]),
    ...slo.burn_rates.map((each) => `- burn rate over ${span(each.window_seconds)}: ${burn(each.burn_rate)}`),
    ...slo.alerts.map((alert) => `- ${spoken(alert.severity)}: ${plain(alert.summary)}`),
    `- as of ${time(slo.evaluated_at)}`,
  ];
  return [head, lines.join("\n")].join("\n\n");
}

function worstFirst(slos: readonly SloBrief[]): SloBrief[] {
  return [...slos].sort((one, other) => badness(other.state) - badness(one.state) || left(one) - left(other));
}

function left(slo: SloBrief): number {
  return slo.budget?.remaining_ratio ?? Number.POSITIVE_INFINITY;
}
