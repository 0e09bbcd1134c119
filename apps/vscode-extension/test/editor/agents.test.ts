import assert from "node:assert/strict";
import { test } from "node:test";
import { offerToAgents, type Parts } from "../../src/editor/agents";

interface Provider {
  provideMcpServerDefinitions(): { label: string; uri: unknown; headers: Record<string, string> }[];
  resolveMcpServerDefinition(definition: object): Promise<{ headers: Record<string, string> }>;
}

class McpHttpServerDefinition {
  constructor(
    readonly label: string,
    readonly uri: unknown,
    readonly headers: Record<string, string>,
    readonly version: string,
  ) {}
}

const ignore = () => undefined;
const PARTS: Parts = {
  parse: (url) => url,
  emitter: () => ({ event: "event", fire: () => undefined, dispose: () => undefined }),
  version: "0.1.0",
};

function newEditor() {
  const registered: [string, Provider][] = [];
  const lm = {
    registerMcpServerDefinitionProvider(id: string, provider: Provider) {
      registered.push([id, provider]);
      return { dispose: () => undefined };
    },
  };
  return { api: { lm, McpHttpServerDefinition }, registered };
}

test("an editor that takes no servers of extensions is left alone", () => {
  for (const api of [{}, { lm: {} }, { lm: { registerMcpServerDefinitionProvider: () => undefined } }]) {
    assert.equal(
      offerToAgents(api, PARTS, () => [], ignore),
      undefined,
    );
  }
});

test("the editor's agents are offered the service, and its token only when they start it", async () => {
  const { api, registered } = newEditor();
  const headers = () => Promise.resolve({ Authorization: "Bearer secret" });
  offerToAgents(api, PARTS, () => [{ url: "http://127.0.0.1:8080/mcp", headers }], ignore);
  const [id, provider] = registered[0] ?? [];
  assert.equal(id, "slo-monitor");
  const [definition] = provider?.provideMcpServerDefinitions() ?? [];
  assert.ok(definition !== undefined);
  assert.deepEqual(
    { ...definition },
    { label: "SLO Monitor", uri: "http://127.0.0.1:8080/mcp", headers: {}, version: "0.1.0" },
  );
  assert.deepEqual((await provider?.resolveMcpServerDefinition(definition))?.headers, {
    Authorization: "Bearer secret",
  });
});

test("without a connection there is nothing to offer, and a change is told", () => {
  const { api, registered } = newEditor();
  let fired = 0;
  const offered = offerToAgents(
    api,
    { ...PARTS, emitter: () => ({ event: "event", fire: () => (fired += 1), dispose: () => undefined }) },
    () => [],
    ignore,
  );
  assert.deepEqual(registered[0]?.[1].provideMcpServerDefinitions(), []);
  offered?.changed();
  assert.equal(fired, 1);
});

test("an editor that refuses the provider goes on without it", () => {
  const { api } = newEditor();
  const refusals: string[] = [];
  api.lm.registerMcpServerDefinitionProvider = () => {
    throw new Error("another manifest is wanted");
  };
  assert.equal(
    offerToAgents(
      api,
      PARTS,
      () => [],
      (why) => refusals.push(String(why)),
    ),
    undefined,
  );
  assert.deepEqual(refusals, ["Error: another manifest is wanted"]);
});
