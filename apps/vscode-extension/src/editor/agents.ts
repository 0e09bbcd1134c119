/**
 * Offers the service to the editor's own agents. The editor has had that since 1.101, and the types
 * that the extension is built with are older: so it is looked for when it runs.
 */
import { isObject } from "../contract/shape";
import type { OfferedServer } from "./port";

/** The id of the provider, as the manifest has it. */
export const PROVIDER = "slo-monitor";

/** What is needed of the editor beside what may be missing. */
export interface Parts {
  parse(url: string): unknown;
  emitter(): { readonly event: unknown; fire(value?: undefined): void; dispose(): void };
  readonly version: string;
}

type Definition = new (label: string, url: unknown, headers: Record<string, string>, version: string) => object;
type Register = (id: string, provider: object) => { dispose(): unknown };

/**
 * Register a provider, if the editor takes one; gives what says that the servers changed. 1.100 has
 * the function and wants another manifest for it: an editor that refuses is one that takes none.
 */
export function offerToAgents(
  api: unknown,
  parts: Parts,
  servers: () => readonly OfferedServer[],
  refused: (why: unknown) => void,
): { changed: () => void; dispose: () => void } | undefined {
  const found = supportIn(api);
  if (found === undefined) return undefined;
  const emitter = parts.emitter();
  try {
    const registered = found.register(PROVIDER, providerOf(found.Definition, parts, emitter.event, servers));
    const dispose = (): void => {
      registered.dispose();
      emitter.dispose();
    };
    return { changed: () => emitter.fire(), dispose };
  } catch (why) {
    refused(why);
    return undefined;
  }
}

function providerOf(
  Definition: Definition,
  parts: Parts,
  changed: unknown,
  servers: () => readonly OfferedServer[],
): object {
  const offered = new Map<object, OfferedServer>();
  return {
    onDidChangeMcpServerDefinitions: changed,
    provideMcpServerDefinitions: () => {
      offered.clear();
      return servers().map((server) => {
        const definition = new Definition("SLO Monitor", parts.parse(server.url), {}, parts.version);
        offered.set(definition, server);
        return definition;
      });
    },
    // The token is handed over only when a server is started.
    resolveMcpServerDefinition: async (definition: object) => {
      const headers = (await offered.get(definition)?.headers()) ?? {};
      return Object.assign(definition, { headers });
    },
  };
}

function supportIn(api: unknown): { register: Register; Definition: Definition } | undefined {
  if (!isObject(api) || !isObject(api["lm"])) return undefined;
  const register = api["lm"]["registerMcpServerDefinitionProvider"];
  const Definition = api["McpHttpServerDefinition"];
  if (typeof register !== "function" || typeof Definition !== "function") return undefined;
  return { register: register.bind(api["lm"]) as Register, Definition: Definition as Definition };
}
