/** Definition files: which YAML is one, and where in it the SLOs stand. */
import { isMap, isScalar, isSeq, parseDocument, type Document, type Node, type Pair, type YAMLMap } from "yaml";
import { looksDefined } from "./looks";
import { Lines, type Range } from "./places";

/** An SLO that a file defines. */
export interface DefinedSlo {
  readonly name: string;
  readonly nameRange: Range;
  /** The whole definition. */
  readonly range: Range;
  readonly isGrouped: boolean;
}

export interface DefinitionFile {
  readonly lines: Lines;
  readonly document: Document.Parsed;
  readonly slos: readonly DefinedSlo[];
}

/** Read a definition file, as far as it can be read; undefined if it is none. */
export function readDefinitions(text: string): DefinitionFile | undefined {
  if (!looksDefined(text)) return undefined;
  const document = parseDocument(text, { keepSourceTokens: false, uniqueKeys: false, logLevel: "silent" });
  if (!isMap(document.contents)) return undefined;
  const lines = new Lines(text);
  const listed = document.contents.get("slos", true);
  const slos = isSeq(listed) ? listed.items.flatMap((item) => definedSlo(item, lines)) : [];
  return { lines, document, slos };
}

function definedSlo(item: unknown, lines: Lines): DefinedSlo[] {
  if (!isMap(item)) return [];
  const name = item.get("name", true);
  if (!isScalar(name) || typeof name.value !== "string" || !name.range || !item.range) return [];
  const [start, end] = name.range;
  return [
    {
      name: name.value,
      nameRange: lines.range(start, end),
      range: lines.range(item.range[0], item.range[1]),
      isGrouped: hasItems(item.get("group_by", true)),
    },
  ];
}

function hasItems(node: unknown): boolean {
  return isSeq(node) && node.items.length > 0;
}

/** A key or a value of a mapping, and the names and numbers that lead to it. */
export interface Found {
  readonly path: readonly (number | string)[];
  readonly isKey: boolean;
  readonly range: readonly [number, number];
}

/** Find the key or plain value at an offset. */
export function foundAt(node: unknown, offset: number, path: readonly (number | string)[] = []): Found | undefined {
  if (isMap(node)) return inMap(node, offset, path);
  if (isSeq(node)) {
    const at = node.items.findIndex((item) => holds(item as Node, offset));
    return at === -1 ? undefined : foundAt(node.items[at], offset, [...path, at]);
  }
  if (isScalar(node) && node.range && holds(node, offset)) {
    return { path, isKey: false, range: [node.range[0], node.range[1]] };
  }
  return undefined;
}

function inMap(map: YAMLMap, offset: number, path: readonly (number | string)[]): Found | undefined {
  for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
    const name = isScalar(key) ? String(key.value) : "";
    if (holds(key, offset) && key.range) {
      return { path: [...path, name], isKey: true, range: [key.range[0], key.range[1]] };
    }
    if (value !== null && holds(value, offset)) return foundAt(value, offset, [...path, name]);
  }
  return undefined;
}

function holds(node: Node | null | undefined, offset: number): boolean {
  return node?.range ? node.range[0] <= offset && offset <= node.range[1] : false;
}
