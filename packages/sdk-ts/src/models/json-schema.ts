import { Undecodable, type Decoder } from "../decode.js";

/** A JSON schema (draft 2020-12), as it came. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const jsonSchema: Decoder<JsonSchema> = {
  shape: { type: "object", fields: {} },
  read(value) {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as JsonSchema;
    }
    throw new Undecodable("a mapping");
  },
};
