/** A small service for programs that run on their own. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { aPlanRun, aStatus, aVerdict, anEvent, FakeMonitor } from "../src/testing/index.js";

/** A scripted service that listens; `url` is where. */
export interface Serving {
  readonly url: string;
  close(): void;
}

const AT = "2026-11-22T15:04:30Z";

/** Answer what the programs of the README and the examples ask, as often as they do. */
function scripted(): FakeMonitor {
  const over = { state: "FINISHED", ended_at: AT, progress_ratio: 1, summary: "All is well." };
  const list = { generation: 1, evaluated_at: AT, slos: [aStatus()], next_cursor: null };
  return new FakeMonitor()
    .answer("list_slos", list)
    .answer("check_slos", aVerdict())
    .answer("run_plan", aPlanRun())
    .refuse("get_slo", { status: 404, code: "UNKNOWN_SLO", detail: "no SLO has the id 'nope'" })
    .stream("listen_to_events", [anEvent({ kind: "ALERT_CHANGED" })])
    .stream("listen_to_plan_run", [aPlanRun(), aPlanRun(over)]);
}

async function relayed(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** Start it. Each request is answered by a service that has said nothing yet. */
export async function serving(make: () => FakeMonitor = scripted): Promise<Serving> {
  const server = createServer((request, response) => {
    const body = request.method === "POST" ? "{}" : null;
    const url = `http://slo-monitor.test${request.url ?? ""}`;
    void make()
      .fetch(url, { method: request.method ?? "GET", body })
      .then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        const reader = answer.body?.getReader();
        for (;;) {
          const part = await reader?.read();
          if (part === undefined || part.done) break;
          response.write(part.value);
        }
        response.end();
      });
  });
  const url = await relayed(server);
  return {
    url,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
