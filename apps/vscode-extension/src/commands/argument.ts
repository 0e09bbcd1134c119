/** What a command is about: it comes from the tree, from a line above a definition, or from nowhere. */
import { isObject } from "../contract/shape";

export type Subject =
  | { readonly kind: "none" }
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "slo"; readonly id: string };

/** Read what the editor hands to a command. A text is an SLO's id, or its definition's name. */
export function subjectOf(argument: unknown): Subject {
  if (typeof argument === "string" && argument !== "") return { kind: "slo", id: argument };
  if (!isObject(argument) || typeof argument["about"] !== "string") return { kind: "none" };
  const about = argument["about"];
  return argument["kind"] === "service" ? { kind: "service", name: about } : { kind: "slo", id: about };
}
