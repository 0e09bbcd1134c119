/** How values are compared with a vector: every field of it; what stands beside those is no matter. */

type Fields = Readonly<Record<string, unknown>>;

/** What is found, without the fields that are not expected. */
export function asFarAs(expected: unknown, found: unknown): unknown {
  if (Array.isArray(expected) && Array.isArray(found)) {
    return found.map((each, index) => asFarAs(expected[index], each));
  }
  if (!isFields(expected) || !isFields(found)) return found;
  const names = Object.keys(expected).filter((name) => Object.hasOwn(found, name));
  return Object.fromEntries(names.map((name) => [name, asFarAs(expected[name], found[name])]));
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
