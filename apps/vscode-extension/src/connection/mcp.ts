/** A session over the Model Context Protocol: the only file that knows its SDK. */
import {
  Client,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { asProblem, isProblem, Problem, problemIn } from "../contract/problem";
import { isObject } from "../contract/shape";
import { addressOf, idAt, PROBLEM_KEY, type Tool } from "../contract/tools";
import { askingFetch } from "./asking";
import type { CallOptions, OpenSession, Session, SessionListener } from "./session";
import { Subscriptions } from "./subscriptions";

const ANSWER_MILLISECONDS = 30_000;
/** What a timer can hold at most: 24 days, longer than any plan. */
const LONG_MILLISECONDS = 2 ** 31 - 1;
/** Our own readers hold answers against the contract; the SDK's check would do it twice. */
const ANY_SCHEMA = {
  getValidator: () => (value: unknown) => ({ valid: true as const, data: value as never, errorMessage: undefined }),
};

/** Open a session in the newest revision of the protocol that both speak, or (`legacy`) as before 2026. */
export function opener(mode: "auto" | "legacy"): OpenSession {
  return async (target, listener, signal) => {
    const client = new Client(
      { name: "slo-monitor-vscode", version: EXTENSION_VERSION },
      { versionNegotiation: { mode }, jsonSchemaValidator: ANY_SCHEMA },
    );
    const url = new URL(`${target.address.replace(/\/+$/, "")}/mcp`);
    const transport = new StreamableHTTPClientTransport(url, { fetch: askingFetch(target.token, listener.broken) });
    try {
      await client.connect(transport, { signal, timeout: ANSWER_MILLISECONDS });
    } catch (error) {
      await client.close().catch(() => undefined);
      throw strangerOr(problemOf(error));
    }
    return new McpSession(client, listener);
  };
}

class McpSession implements Session {
  readonly revision: string;
  readonly #subscriptions: Subscriptions;

  constructor(
    private readonly client: Client,
    listener: SessionListener,
  ) {
    this.revision = client.getNegotiatedProtocolVersion() ?? "unknown";
    this.#subscriptions = new Subscriptions(client, listener);
    client.onerror = listener.broken;
    client.setNotificationHandler("notifications/resources/updated", ({ params }) => {
      const id = idAt(params.uri);
      if (id !== undefined) listener.changed(id);
    });
    client.setNotificationHandler("notifications/resources/list_changed", () => {
      listener.listChanged();
    });
  }

  async call(tool: Tool, question: object, options: CallOptions = {}): Promise<unknown> {
    try {
      const answer = await this.client.callTool(
        { name: tool, arguments: { ...question } },
        {
          timeout: options.isLong === true ? LONG_MILLISECONDS : ANSWER_MILLISECONDS,
          ...(options.signal === undefined ? {} : { signal: options.signal }),
          ...(options.onProgress === undefined ? {} : { onprogress: progressTo(options.onProgress) }),
        },
      );
      if (answer.isError === true) throw toolProblem(answer);
      return answer.structuredContent;
    } catch (error) {
      if (options.signal?.aborted === true) throw new Problem("CANCELLED", null, "called off");
      throw problemOf(error);
    }
  }

  async watch(ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    try {
      return await this.#subscriptions.set([...ids].map(addressOf));
    } catch (error) {
      throw problemOf(error);
    }
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

function progressTo(onProgress: NonNullable<CallOptions["onProgress"]>) {
  return (told: { progress: number; total?: number | undefined; message?: string | undefined }): void => {
    onProgress({ done: told.progress, total: told.total ?? null, message: told.message ?? null });
  };
}

function toolProblem(answer: { _meta?: unknown; content: readonly unknown[] }): Problem {
  const meta = isObject(answer._meta) ? answer._meta[PROBLEM_KEY] : undefined;
  const said = answer.content.find((each) => isObject(each) && typeof each["text"] === "string");
  const text = isObject(said) ? String(said["text"]) : "the service gave no reason";
  return problemIn(meta) ?? new Problem("PROTOCOL", null, text);
}

/** Put an error of the SDK into our words. Causes are looked at first: they know more. */
export function problemOf(error: unknown): Problem {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if (isProblem(each)) return each;
    if (each instanceof ProtocolError) return problemIn(each.data) ?? asProblem(each);
    if (each instanceof SdkHttpError) return httpProblem(each);
    if (each instanceof TypeError && each.message.includes("fetch")) return unreachable(each);
    if (each instanceof SdkError && GONE.has(each.code)) return unreachable(each);
  }
  return asProblem(error);
}

const GONE: ReadonlySet<string> = new Set([
  SdkErrorCode.ConnectionClosed,
  SdkErrorCode.NotConnected,
  SdkErrorCode.RequestTimeout,
  SdkErrorCode.SendFailed,
]);

function unreachable(error: Error): Problem {
  return new Problem("UNREACHABLE", null, error.message);
}

/** Where there never was a session, a path that is not known means that somebody else answers. */
function strangerOr(problem: Problem): Problem {
  return problem.message === UNKNOWN_PATH ? new Problem("PROTOCOL", null, "it knows no path /mcp") : problem;
}

const UNKNOWN_PATH = "HTTP 404";

/** A session that its service no longer knows (404) is opened again like one that is lost. */
function httpProblem(error: SdkHttpError): Problem {
  if (error.status === 401) return new Problem("UNAUTHENTICATED", null, "no key that is known was sent");
  if (error.status === 404) return new Problem("UNREACHABLE", null, UNKNOWN_PATH);
  if (error.status >= 500) return unreachable(error);
  return new Problem("REFUSED", null, `HTTP ${String(error.status)}`);
}
