/** Stands before the service and knows the protocol as it was before 2026: it refuses the newer revision. */
import { createServer, request } from "node:http";

const NEWER = "2026-07-28";
const REFUSAL = JSON.stringify({
  jsonrpc: "2.0",
  id: null,
  error: { code: -32000, message: "Bad Request: Unsupported protocol version (supported versions: 2025-11-25)" },
});

/** Listen on a free port; gives its address, and what ends it. */
export async function older(service) {
  const server = createServer((asked, answer) => {
    if (asked.headers["mcp-protocol-version"] === NEWER) {
      answer.writeHead(400, { "Content-Type": "application/json" }).end(REFUSAL);
      return;
    }
    const passed = request(`${service}${asked.url}`, { method: asked.method, headers: asked.headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${server.address().port}`, close };
}
