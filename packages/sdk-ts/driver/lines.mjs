/** How answers and errors are written as a line of JSON. */

import { SloMonitorError } from "slo-monitor";

/**
 * A value on one line; a `bigint` is a number there.
 * @param {object} line
 */
export function written(line) {
  const mark = "bigint:";
  const text = JSON.stringify(line, (_name, /** @type {unknown} */ value) =>
    typeof value === "bigint" ? mark + String(value) : value,
  );
  return text.replace(new RegExp(`"${mark}(-?[0-9]+)"`, "g"), "$1");
}

/**
 * An operation without an answer is answered with null.
 * @param {unknown} answer
 */
export function answered(answer) {
  return answer === undefined ? null : answer;
}

/**
 * The members of an error under their names in the contract.
 * @param {unknown} error
 */
export function failed(error) {
  if (!(error instanceof SloMonitorError)) throw error;
  return {
    kind: error.kind,
    code: error.code,
    message: error.message,
    field: error.field,
    retryable: error.retryable,
    retry_after_seconds: error.retryAfterSeconds,
    verdict: error.verdict,
  };
}
