/** `openapi.json` as the tests compare with it. */

import { contract } from "./vectors.js";

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly const?: string | number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly "x-known-values"?: readonly string[];
  readonly enum?: readonly string[];
}

interface Parameter {
  readonly in: "path" | "query" | "header";
  readonly name: string;
}

export interface Asking {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly responses: Readonly<Record<string, object>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Asking>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export const OPENAPI = contract("openapi.json") as OpenApi;

/** A schema by its name. */
export function schemaOf(name: string): Schema {
  const found = OPENAPI.components.schemas[name];
  if (found === undefined) throw new Error(`openapi.json has no ${name}`);
  return found;
}

/** The name that a schema refers to. */
export function referred(schema: Schema): string {
  return schema.$ref?.split("/").at(-1) ?? "";
}
