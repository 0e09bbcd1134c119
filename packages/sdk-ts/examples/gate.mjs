#!/usr/bin/env node
/**
 * Gates a deployment: asks whether it may go on, says why, and exits as the verdict says.
 *
 *   node gate.mjs [--slo ID]...                                    the budgets as they stand
 *   node gate.mjs [--slo ID]... --start TIME [--end TIME]          how a run went
 *
 * The service is at SLO_MONITOR_URL, its key in SLO_MONITOR_TOKEN.
 */

import { parseArgs } from "node:util";

import { exitCode, SloMonitor, SloMonitorError } from "slo-monitor";

const { values } = parseArgs({
  options: {
    slo: { type: "string", multiple: true },
    start: { type: "string" },
    end: { type: "string" },
  },
});

try {
  const client = new SloMonitor({
    baseUrl: process.env["SLO_MONITOR_URL"] ?? "http://127.0.0.1:8080",
    token: process.env["SLO_MONITOR_TOKEN"],
  });
  const { slo: slos, start, end } = values;
  const verdict = await client.checkSlos({ slos, start, end }, { timeoutMs: 15 * 60_000 });
  console.log(`${verdict.verdict}: ${verdict.summary}`);
  process.exitCode = exitCode(verdict);
} catch (error) {
  if (!(error instanceof SloMonitorError)) throw error;
  console.error(`${error.code ?? error.kind}: ${error.message}`);
  process.exitCode = exitCode(error);
}
