/** Reports in Markdown: of a verdict, and of a run of a plan. */
import type { PlanRun, Result, Verdict } from "../contract/views";
import { count, percent, share, target, time, UNKNOWN } from "../words/figures";
import { titleFor } from "../words/lines";
import { spoken } from "../words/states";

/** A verdict, the worst results first as the service gives them. */
export function verdictReport(verdict: Verdict): string {
  return [
    `# ${verdict.verdict}: ${plain(verdict.summary)}`,
    `Reason \`${verdict.reason}\`, mode ${spoken(verdict.mode)}, from ${time(verdict.start)} to ${time(verdict.end)}, check \`${verdict.check_id}\`.`,
    [
      "| SLO | verdict | good | target | bad of events | budget left | why |",
      "|---|---|---|---|---|---|---|",
      ...verdict.results.map(resultRow),
    ].join("\n"),
    "",
  ].join("\n\n");
}

/** A run of a plan: what each step came to, and the verdict. */
export function runReport(run: PlanRun): string {
  const verdict = run.verdict ?? run.state;
  return [
    `# ${run.plan}: ${verdict}`,
    plain(run.summary ?? `The run is ${spoken(run.state)}.`),
    `Run \`${run.id}\`, ${spoken(run.state)}${run.reason === null ? "" : `, reason \`${run.reason}\``}, from ${time(run.started_at)} to ${time(run.ended_at)}.`,
    ["| step | kind | state | verdict | message |", "|---|---|---|---|---|", ...run.steps.map(stepRow)].join("\n"),
    "",
  ].join("\n\n");
}

function resultRow(result: Result): string {
  const name = titleFor(result.slo, result.group);
  const told = result.informational ? `${result.verdict} (informational)` : result.verdict;
  return row([
    name,
    told,
    share(result.sli),
    target(result.target),
    result.events === null ? UNKNOWN : `${count(result.events.bad)} of ${count(result.events.total)}`,
    result.budget === null ? "–" : percent(result.budget.remaining_ratio),
    `${result.reason}: ${result.message}`,
  ]);
}

function stepRow(step: PlanRun["steps"][number]): string {
  return row([
    String(step.number),
    spoken(step.kind),
    spoken(step.state),
    step.check_verdict ?? "",
    step.message ?? "",
  ]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(plain).join(" | ")} |`;
}

/** Text that Markdown takes for nothing else. */
export function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>|#!~]/g, "\\$&");
}
