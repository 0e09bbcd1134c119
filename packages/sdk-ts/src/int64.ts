/**
 * Whole numbers of 64 bits in JSON, exactly.
 *
 * `JSON.parse` rounds what is larger than 2⁵³ − 1. Where such a number stands for an id, the text is
 * parsed again, and it becomes a `bigint`.
 */

/**
 * A whole number of 64 bits: a `number` as long as that is exact, a `bigint` beyond 2⁵³ − 1, and
 * never rounded. Both compare with `<` and `==` and print alike.
 */
export type Int64 = number | bigint;

const LARGEST = 2n ** 63n;
const TEXT_OR_LONG = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]{15,}/g; // 2⁵³ has 16 digits
const WHOLE = /^-?\d+$/;

/** Names what stands for a long number while it is parsed; nobody else can guess it. */
const MARK = `int64-${String(Math.random()).slice(2)}`;

/** Thrown by a decoder that met a number which may have been rounded. */
export class Rounded extends Error {}

/** Say whether a number has 64 bits, with its sign. */
export function fitsIn64(value: bigint): boolean {
  return value >= -LARGEST && value < LARGEST;
}

/**
 * Parse JSON and read it; exactly, where what is read has to be exact.
 *
 * @throws SyntaxError if it is no JSON.
 */
export function parsed<T>(json: string, read: (value: unknown) => T): T {
  try {
    return read(JSON.parse(json));
  } catch (error) {
    if (!(error instanceof Rounded)) throw error;
    return read(parsedExactly(json));
  }
}

/** Parse what is JSON; whole numbers beyond 2⁵³ − 1 are `bigint`. */
export function parsedExactly(json: string): unknown {
  const marked = json.replace(TEXT_OR_LONG, (found) =>
    WHOLE.test(found) && !Number.isSafeInteger(Number(found)) ? `{"${MARK}":"${found}"}` : found,
  );
  return JSON.parse(marked, unmarked);
}

function unmarked(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, MARK)) return value;
  return BigInt((value as Record<string, string>)[MARK] ?? "");
}
