// An agent written with the other SDK of the protocol: prints what it negotiated and was told.
//   mcp_agent.mjs URL
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const found = createRequire(`${process.env.MCP_PACKAGES}/`).resolve("@modelcontextprotocol/client");
const { Client, StreamableHTTPClientTransport } = await import(pathToFileURL(found).href);

const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
await client.connect(new StreamableHTTPClientTransport(new URL(process.argv[2])));
const { tools } = await client.listTools();
const told = await client.callTool({ name: "list_slos", arguments: {} });
const wrong = await client.callTool({ name: "get_slo", arguments: { id: "nope" } });
console.log(
  JSON.stringify({
    version: client.getNegotiatedProtocolVersion?.() ?? null,
    tools: tools.map((tool) => tool.name),
    told: told.structuredContent,
    wrong: wrong.content[0].text,
  }),
);
await client.close();
