/**
 * How a message is read: strictly where the contract says so, leniently everywhere else. What is
 * given to a decoder becomes its own.
 *
 * Each schema has a decoder beside its type, and the compiler holds the two together. Refuses to
 * know where a message comes from.
 */

import { fitsIn64, Rounded, type Int64 } from "./int64.js";

export type { Int64 } from "./int64.js";

/** A time as the service writes it: RFC 3339 in UTC, up to microseconds, which `Date` has not. */
export type Time = string;

/** A word of an open enum: one that is known, or any other, kept as it came. */
export type Word<Known extends readonly string[]> = Known[number] | (string & {});

/** A message that is none; `place` says where, such as `slos[1].budget.events`. */
export class Undecodable extends Error {
  constructor(
    readonly wanted: string,
    readonly place = "",
  ) {
    super(`${place || "the answer"} is not ${wanted}`);
  }

  /** The same, seen from around it. */
  within(step: string): Undecodable {
    const isDeeper = this.place !== "" && !this.place.startsWith("[");
    return new Undecodable(this.wanted, step + (isDeeper ? "." : "") + this.place);
  }
}

/** What a decoder reads, for those who compare it with a schema. */
export type Shape =
  | { readonly type: "text" | "time" | "number" | "integer" | "int64" | "boolean" }
  | { readonly type: "word"; readonly known: readonly string[] }
  | { readonly type: "constant"; readonly value: string | number }
  | { readonly type: "nullable" | "list" | "mapping"; readonly of: Decoder<unknown> }
  | { readonly type: "oneOf"; readonly by: string; readonly of: Readonly<Record<string, unknown>> }
  | { readonly type: "object"; readonly fields: Readonly<Record<string, Decoder<unknown>>> };

/** Reads a value of a type. What is not there is `undefined`. */
export interface Decoder<T> {
  /** Give the value; throws `Undecodable`, or `Rounded` where it would have to be exact. */
  readonly read: (value: unknown) => T;
  readonly shape: Shape;
}

/** A decoder for each field. */
export type Fields<T> = { readonly [K in keyof T]-?: Decoder<T[K]> };

/** Reads an object; `fields` are for others that have them too. */
export interface ObjectDecoder<T> extends Decoder<T> {
  readonly fields: Fields<T>;
}

type Json = Record<string, unknown>;

const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function leaf<T>(shape: Shape, wanted: string, read: (value: unknown) => T | undefined) {
  return {
    shape,
    read(value: unknown): T {
      const found = read(value);
      if (found === undefined) throw new Undecodable(wanted);
      return found;
    },
  };
}

export const text: Decoder<string> = leaf({ type: "text" }, "text", (value) =>
  typeof value === "string" ? value : undefined,
);

export const time: Decoder<Time> = leaf({ type: "time" }, "a time (RFC 3339)", (value) =>
  typeof value === "string" && TIME.test(value) ? value : undefined,
);

export const boolean: Decoder<boolean> = leaf({ type: "boolean" }, "a boolean", (value) =>
  typeof value === "boolean" ? value : undefined,
);

export const number: Decoder<number> = leaf({ type: "number" }, "a number", (value) => {
  const found = typeof value === "bigint" ? Number(value) : value;
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
});

export const integer: Decoder<number> = leaf({ type: "integer" }, "a whole number", (value) =>
  Number.isSafeInteger(value) ? (value as number) : undefined,
);

export const int64: Decoder<Int64> = leaf({ type: "int64" }, "a whole number", (value) => {
  if (typeof value === "bigint") return fitsIn64(value) ? value : undefined;
  if (!Number.isInteger(value)) return undefined;
  if (!Number.isSafeInteger(value)) throw new Rounded();
  return value as number;
});

/** Reads any text, and knows some. */
export function word<const Known extends readonly string[]>(known: Known): Decoder<Word<Known>> {
  return { shape: { type: "word", known }, read: (value) => text.read(value) };
}

/** Reads one value and no other. */
export function constant<const T extends string | number>(value: T): Decoder<T> {
  return leaf({ type: "constant", value }, JSON.stringify(value), (found) =>
    found === value ? value : undefined,
  );
}

/** What is not there is null. */
export function nullable<T>(of: Decoder<T>): Decoder<T | null> {
  return {
    shape: { type: "nullable", of },
    read: (value) => (value === null || value === undefined ? null : of.read(value)),
  };
}

/** A list that is not there is empty. */
export function list<T>(of: Decoder<T>): Decoder<readonly T[]> {
  return { shape: { type: "list", of }, read: (value) => readList(of, value) };
}

function readList<T>(of: Decoder<T>, value: unknown): readonly T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Undecodable("a list");
  const items = value as unknown[];
  let at = 0;
  try {
    for (; at < items.length; at++) items[at] = of.read(items[at]);
  } catch (error) {
    throw within(`[${String(at)}]`, error);
  }
  return items as T[];
}

/** A mapping that is not there is empty. Kept as it came, so that no name is special. */
export function mapping<T>(of: Decoder<T>): Decoder<Readonly<Record<string, T>>> {
  return { shape: { type: "mapping", of }, read: (value) => readMapping(of, value) };
}

function readMapping<T>(of: Decoder<T>, value: unknown): Readonly<Record<string, T>> {
  if (value === undefined) return {};
  if (!isObject(value)) throw new Undecodable("a mapping");
  for (const name of Object.keys(value)) {
    try {
      of.read(value[name]);
    } catch (error) {
      throw within(name, error);
    }
  }
  return value as Readonly<Record<string, T>>;
}

/**
 * Reads the fields that are known, and passes over the others. What arrived is completed in place,
 * not copied, for each call pays for that.
 */
export function object<T extends object>(fields: Fields<T>): ObjectDecoder<T> {
  const names = Object.keys(fields);
  const readers = Object.values<Decoder<unknown>>(fields).map(({ read }) => read);
  return {
    fields,
    shape: { type: "object", fields },
    read: (value) => readObject(names, readers, value) as T,
  };
}

type Reader = (value: unknown) => unknown;

function readObject(
  names: readonly string[],
  readers: readonly Reader[],
  value: unknown,
): Record<string, unknown> {
  if (!isObject(value)) throw new Undecodable("a mapping");
  let at = "";
  try {
    for (let index = 0; index < names.length; index++) {
      at = names[index] ?? "";
      const arrived = value[at];
      const found = readers[index]?.(arrived);
      if (found !== arrived) value[at] = found;
    }
  } catch (error) {
    throw within(at, error);
  }
  return value;
}

/** Reads one of several objects, which a constant field tells apart. */
export function oneOf<T extends object>(
  by: string,
  of: Readonly<Record<string, Decoder<T>>>,
): Decoder<T> {
  return { shape: { type: "oneOf", by, of }, read: (value) => readOneOf(by, of, value) };
}

function readOneOf<T>(by: string, of: Readonly<Record<string, Decoder<T>>>, value: unknown): T {
  if (!isObject(value)) throw new Undecodable("a mapping");
  const kind = value[by];
  const chosen = typeof kind === "string" && Object.hasOwn(of, kind) ? of[kind] : undefined;
  if (chosen === undefined) throw new Undecodable(`one of ${Object.keys(of).join(", ")}`, by);
  return chosen.read(value);
}

function within(step: string, error: unknown): unknown {
  return error instanceof Undecodable ? error.within(step) : error;
}
