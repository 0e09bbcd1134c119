/**
 * Completion: a word that nobody writes is put where the cursor is, and the YAML reader says on
 * which path it stands. So it works in both styles of YAML, and in files that are not finished.
 */
import { isMap, isPair, isScalar, parseDocument, visit, type Node, type Pair } from "yaml";
import { Lines, type Place, type Range } from "./places";
import { fieldsAt, meaningAt, schemasAt, valuesAt, type Schema } from "./schema";

/** A completion: what stands in the list, what is written, and in the place of what. */
export interface Completion {
  readonly label: string;
  readonly insert: string;
  readonly range: Range;
  readonly documentation: string;
  readonly isField: boolean;
  readonly sort: string;
}

const MARK = "slo-monitor-cursor";
const KEY_BEFORE = /^(\s*(?:- +)*|.*[{,]\s*)([A-Za-z_-]*)$/;
const VALUE_BEFORE = /^(.*?[A-Za-z0-9_"'-]\s*:\s+|\s*(?:- +)+|.*[[,]\s*)("?[^\s"#{}[\],]*)$/;

/** List what may be written at a place. */
export function completions(text: string, place: Place, schema: Schema, names: readonly string[] = []): Completion[] {
  const lines = new Lines(text);
  const before = lines.line(place.line).slice(0, place.character);
  if (/(^|\s)#/.test(before)) return [];
  return [...fields(lines, place, before, schema), ...values(lines, place, before, schema, names)];
}

function fields(lines: Lines, place: Place, before: string, schema: Schema): Completion[] {
  const typed = KEY_BEFORE.exec(before)?.[2];
  if (typed === undefined) return [];
  const marked = markedAt(lines, place, typed.length, `${MARK}: 0`);
  if (marked?.isKey !== true) return [];
  const range = typedRange(place, typed.length);
  return fieldsAt(schema, marked.path)
    .filter((field) => !marked.siblings.has(field.name))
    .map((field) => ({
      label: field.name,
      insert: `${field.name}:${opens(schema, [...marked.path, field.name]) ? "" : " "}`,
      range,
      documentation: meaningAt(schema, [...marked.path, field.name]) ?? "",
      isField: true,
      sort: `${field.isRequired ? "0" : "1"}${field.name}`,
    }));
}

function values(lines: Lines, place: Place, before: string, schema: Schema, names: readonly string[]): Completion[] {
  const typed = VALUE_BEFORE.exec(before)?.[2];
  if (typed === undefined) return [];
  const marked = markedAt(lines, place, typed.length, MARK);
  if (marked === undefined || marked.isKey) return [];
  const range = typedRange(place, typed.length);
  const isSloName = marked.path.at(-2) === "slos" && typeof marked.path.at(-1) === "number";
  const found = isSloName ? names : valuesAt(schema, marked.path);
  return found.map((value) => ({
    label: value,
    insert: written(value, schema, marked.path),
    range,
    documentation: meaningAt(schema, marked.path) ?? "",
    isField: false,
    sort: `2${value}`,
  }));
}

interface Marked {
  readonly path: readonly (number | string)[];
  readonly isKey: boolean;
  readonly siblings: ReadonlySet<string>;
}

/** Put the mark in the place of what was typed, and find it in what is read. */
function markedAt(lines: Lines, place: Place, typed: number, mark: string): Marked | undefined {
  const offset = lines.offset(place);
  const after = lines.line(place.line).slice(place.character);
  const rest = /^[A-Za-z0-9_-]*\s*:?\s*/.exec(after)?.[0].length ?? 0;
  const skipped = mark === MARK || after.trim() === "" ? 0 : rest;
  const text = lines.text.slice(0, offset - typed) + mark + lines.text.slice(offset + skipped);
  const document = parseDocument(text, { logLevel: "silent", uniqueKeys: false });
  let found: Marked | undefined;
  visit(document, {
    Scalar(key, node, ancestors) {
      if (node.value !== MARK) return undefined;
      const parents = ancestors as readonly (Node | Pair)[];
      const isKey = key === "key";
      found = { path: pathOf(parents, node, isKey), isKey, siblings: isKey ? siblingsOf(parents) : new Set() };
      return visit.BREAK;
    },
  });
  return found;
}

function pathOf(parents: readonly (Node | Pair)[], node: Node, isKey: boolean): (number | string)[] {
  const path: (number | string)[] = [];
  const chain = isKey ? parents.slice(0, -1) : [...parents, node];
  chain.forEach((each, at) => {
    const child = chain[at + 1];
    if (isPair(each)) path.push(isScalar(each.key) ? String(each.key.value) : "");
    else if (child !== undefined && "items" in each && !isMap(each)) path.push(each.items.indexOf(child));
  });
  return path;
}

function siblingsOf(parents: readonly (Node | Pair)[]): ReadonlySet<string> {
  const map = parents.at(-2);
  if (!isMap(map)) return new Set();
  return new Set(map.items.flatMap(({ key }) => (isScalar(key) && key.value !== MARK ? [String(key.value)] : [])));
}

/** Whether a field's value goes on below it. */
function opens(schema: Schema, path: readonly (number | string)[]): boolean {
  const kinds = schemasAt(schema, path).map((each) => each["type"]);
  return kinds.length > 0 && kinds.every((kind) => kind === "object" || kind === "array");
}

/** Text that YAML would take for something else is quoted. */
function written(value: string, schema: Schema, path: readonly (number | string)[]): string {
  const isText = schemasAt(schema, path).every((each) => each["type"] === "string");
  return isText && /^(true|false|null|[\d.]+)$/.test(value) ? JSON.stringify(value) : value;
}

function typedRange(place: Place, typed: number): Range {
  return { start: { line: place.line, character: place.character - typed }, end: place };
}
