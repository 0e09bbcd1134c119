/** The JSON schema of a definition file, walked along: what may stand at a place, and what it means. */
import { isObject } from "../contract/shape";

export type Schema = Readonly<Record<string, unknown>>;

/** A field that may stand in a mapping. */
export interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** The alternatives that may stand at a path; none if nothing may. */
export function schemasAt(root: Schema, path: readonly (number | string)[]): Schema[] {
  let here = alternatives(root, root);
  for (const step of path) {
    here = here.flatMap((schema) => below(schema, step)).flatMap((schema) => alternatives(root, schema));
  }
  return here;
}

/** The fields of a mapping at a path, each once, the required ones first. */
export function fieldsAt(root: Schema, path: readonly (number | string)[]): Field[] {
  const found = new Map<string, Field>();
  for (const schema of schemasAt(root, path)) {
    const required = Array.isArray(schema["required"]) ? schema["required"] : [];
    for (const [name, held] of Object.entries(objectIn(schema, "properties"))) {
      if (isObject(held) && !found.has(name))
        found.set(name, { name, schema: held, isRequired: required.includes(name) });
    }
  }
  return [...found.values()].sort((one, other) => Number(other.isRequired) - Number(one.isRequired));
}

/** Values that may stand at a path, as far as the schema lists them; the usual ones otherwise. */
export function valuesAt(root: Schema, path: readonly (number | string)[]): string[] {
  const found = new Set<string>();
  for (const schema of schemasAt(root, path)) {
    const listed = [schema["const"], ...listIn(schema, "enum"), ...listIn(schema, "examples"), schema["default"]];
    if (schema["type"] === "boolean") listed.push(true, false);
    for (const value of listed) if (isPlain(value)) found.add(String(value));
  }
  return [...found];
}

/** What a field means, in the schema's words. */
export function meaningAt(root: Schema, path: readonly (number | string)[]): string | undefined {
  const name = path.at(-1);
  if (name === undefined) return undefined;
  const parents = schemasAt(root, path.slice(0, -1));
  const held = parents.flatMap((schema) => below(schema, name));
  const found = [...held, ...schemasAt(root, path)].find((schema) => typeof schema["description"] === "string");
  if (found === undefined) return undefined;
  const standard = held.find((schema) => isPlain(schema["default"]))?.["default"];
  const more = isPlain(standard) ? `\n\nDefault: \`${String(standard)}\`` : "";
  return `${String(found["description"])}${more}`;
}

function alternatives(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > 20) return []; // a schema that leads back to itself
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const target = resolved(root, reference);
    const { $ref: _, ...rest } = schema;
    return target === undefined ? [] : alternatives(root, { ...target, ...rest }, depth + 1);
  }
  const branches = [...listIn(schema, "anyOf"), ...listIn(schema, "oneOf")].filter(isObject);
  if (!branches.some((branch) => "$ref" in branch || "type" in branch || "const" in branch || "enum" in branch))
    return [schema];
  const { anyOf: _any, oneOf: _one, ...rest } = schema;
  return branches.flatMap((branch) => alternatives(root, { ...rest, ...branch }, depth + 1));
}

function below(schema: Schema, step: number | string): Schema[] {
  if (typeof step === "number") return isObject(schema["items"]) ? [schema["items"]] : [];
  const named = objectIn(schema, "properties")[step];
  if (isObject(named)) return [named];
  const patterns = Object.entries(objectIn(schema, "patternProperties"));
  const matching = patterns.find(([pattern]) => new RegExp(pattern).test(step))?.[1] ?? schema["additionalProperties"];
  return isObject(matching) ? [matching] : [];
}

function resolved(root: Schema, reference: string): Schema | undefined {
  let here: unknown = root;
  for (const step of reference.replace(/^#\//, "").split("/")) {
    here = isObject(here) ? here[step] : undefined;
  }
  return isObject(here) ? here : undefined;
}

function objectIn(schema: Schema, name: string): Record<string, unknown> {
  const held = schema[name];
  return isObject(held) ? held : {};
}

function listIn(schema: Schema, name: string): unknown[] {
  const held = schema[name];
  return Array.isArray(held) ? held : [];
}

function isPlain(value: unknown): value is boolean | number | string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
