/**
 * Readers of the contract's shapes: what is not as promised is refused with its place, nothing is
 * converted, and a field that is not known is passed over.
 */

/** An answer is not what the contract says. */
export class Unreadable extends Error {
  constructor(
    readonly place: string,
    wanted: string,
    found: unknown,
  ) {
    const seen = found === undefined ? "is missing" : `is ${describe(found)}`;
    super(`${place || "the answer"} ${seen}; it should be ${wanted}.`);
    this.name = "Unreadable";
  }
}

/** Reads one value; `place` says where it stands, such as `slos[1].budget`. */
export interface Reader<T> {
  readonly wants: string;
  read(value: unknown, place: string): T;
  /** Of an object: the name of its schema in the contract, and its fields. */
  readonly schema?: string;
  readonly fields?: Readonly<Record<string, Reader<unknown>>>;
  /** What it holds, if it is a list, a mapping or may be null. */
  readonly inner?: Reader<unknown>;
  readonly isNullable?: boolean;
}

/** What a reader gives. */
export type Read<R> = R extends Reader<infer T> ? T : never;

export const text: Reader<string> = simple("text", (value) => typeof value === "string");
export const figure: Reader<number> = simple("a number", Number.isFinite);
export const truth: Reader<boolean> = simple("true or false", (v) => typeof v === "boolean");

/** Anything at all, as it came. */
export const anything: Reader<unknown> = { wants: "anything", read: (value) => value };

/** Null means that it is not known; so does a field that is not there. */
export function orNull<T>(inner: Reader<T>): Reader<T | null> {
  return {
    wants: `${inner.wants} or null`,
    inner,
    isNullable: true,
    read: (value, place) => (value === null || value === undefined ? null : inner.read(value, place)),
  };
}

/** A list; one that is not there is empty. */
export function list<T>(inner: Reader<T>): Reader<readonly T[]> {
  const wants = "a list";
  return {
    wants,
    inner,
    read: (value, place) => {
      if (value === undefined) return [];
      if (!Array.isArray(value)) throw new Unreadable(place, wants, value);
      return value.map((each: unknown, at) => inner.read(each, `${place}[${String(at)}]`));
    },
  };
}

/** A mapping of names to values; one that is not there is empty. */
export function mapping<T>(inner: Reader<T>): Reader<Readonly<Record<string, T>>> {
  const wants = "a mapping";
  return {
    wants,
    inner,
    read: (value, place) => {
      const held = value === undefined ? {} : value;
      if (!isObject(held)) throw new Unreadable(place, wants, value);
      const entries = Object.entries(held);
      return Object.fromEntries(entries.map(([name, each]) => [name, inner.read(each, join(place, name))]));
    },
  };
}

/** An object: the fields that are used of a schema of the contract. */
export function shape<F extends Record<string, Reader<unknown>>>(
  schema: string,
  fields: F,
): Reader<{ readonly [N in keyof F]: Read<F[N]> }> {
  const wants = "an object";
  return {
    wants,
    schema,
    fields,
    read: (value, place) => {
      if (!isObject(value)) throw new Unreadable(place, wants, value);
      const entries = Object.entries(fields).map(([name, reader]) => [
        name,
        reader.read(value[name], join(place, name)),
      ]);
      return Object.fromEntries(entries) as { readonly [N in keyof F]: Read<F[N]> };
    },
  };
}

/** Whether a value is an object of JSON. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function simple<T>(wants: string, holds: (value: unknown) => boolean): Reader<T> {
  return {
    wants,
    read: (value, place) => {
      if (!holds(value)) throw new Unreadable(place, wants, value);
      return value as T;
    },
  };
}

function join(place: string, name: string): string {
  return place === "" ? name : `${place}.${name}`;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
