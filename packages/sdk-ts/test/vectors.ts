/** The vectors of the contract, read as they are. */

import { readFileSync } from "node:fs";

const CONTRACT = new URL("../../../contract/", import.meta.url); // from build/test

/** A file of the contract as text. */
export function contractText(path: string): string {
  return readFileSync(new URL(path, CONTRACT), "utf8");
}

/** A file of the contract. */
export function contract(path: string): unknown {
  return JSON.parse(contractText(path));
}

/** All cases of a file of vectors. */
export function cases(name: string): readonly unknown[] {
  return (contract(`vectors/${name}.json`) as { readonly cases: readonly unknown[] }).cases;
}
