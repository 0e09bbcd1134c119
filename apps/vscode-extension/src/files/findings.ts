/** What `validate` says of definition files, at places in the text. */
import type { ProposedFile } from "../connection/service";
import type { Finding } from "../contract/views";
import { Lines, type Range } from "./places";

/** A finding where an editor can mark it. */
export interface Mark {
  readonly range: Range;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly code: string | undefined;
}

/** What a body may hold is 1,000,000 bytes; so much of it is for files. */
export const MOST_BYTES = 900_000;

/** Put findings of one file into its text: from where each begins to the end of what stands there. */
export function marksOf(findings: readonly Finding[], path: string, text: string): Mark[] {
  const lines = new Lines(text);
  return findings
    .filter((finding) => finding.file === path)
    .map((finding) => ({
      range: rangeOf(finding, lines),
      severity: finding.severity === "ERROR" ? "error" : "warning",
      message: finding.message,
      code: finding.field ?? undefined,
    }));
}

/**
 * Choose what is asked about together: the file and those beside it, since a catalog is judged as a
 * whole. If that is too much, or a name stands twice, the file alone.
 */
export function proposal(file: ProposedFile, beside: readonly ProposedFile[]): ProposedFile[] {
  const all = [file, ...beside.filter((each) => each.path !== file.path)];
  const bytes = all.reduce((sum, each) => sum + Buffer.byteLength(JSON.stringify(each.content)), 0);
  return bytes > MOST_BYTES ? [file] : all;
}

function rangeOf(finding: Finding, lines: Lines): Range {
  const line = Math.min(Math.max(finding.line - 1, 0), lines.count - 1);
  const text = lines.line(line);
  const indent = text.length - text.trimStart().length;
  const start = finding.column === null ? indent : Math.min(Math.max(finding.column - 1, 0), text.length);
  const end = Math.max(text.replace(/\s+(#.*)?$/, "").length, start);
  return { start: { line, character: start }, end: { line, character: end > start ? end : start + 1 } };
}
