/** How requests are sent: with the token, to one host, and with problems of the service noticed. */
import { Problem, problemIn } from "../contract/problem";

/** Statuses whose problems are the answer, whatever the protocol makes of them. */
const OURS: ReadonlySet<number> = new Set([401, 403, 413, 421, 429, 500, 502, 503, 504]);

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * Give what sends requests. Redirects are not followed, so that the token reaches no other host;
 * `broken` hears of every request that met nobody.
 */
export function askingFetch(token: string | undefined, broken: (error: Error) => void, send: Fetch = fetch): Fetch {
  return async (url, init) => {
    const headers = new Headers(init?.headers);
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    let response: Response;
    try {
      response = await send(url, { ...init, headers, redirect: "manual" });
    } catch (error) {
      if (init?.signal?.aborted === true) throw error;
      const problem = new Problem("UNREACHABLE", null, reasonOf(error));
      broken(problem);
      throw problem;
    }
    if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
      throw new Problem("PROTOCOL", null, "it answers with a redirect, which is not followed");
    }
    if (OURS.has(response.status)) throw await problemAt(response);
    return response;
  };
}

async function problemAt(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  const found = problemIn(body);
  const after = Number(response.headers.get("Retry-After") ?? Number.NaN);
  const seconds = Number.isFinite(after) ? after : null;
  if (found !== undefined)
    return new Problem(found.kind, found.code, found.message, found.retryAfterSeconds ?? seconds);
  const kind = response.status === 401 ? "UNAUTHENTICATED" : response.status >= 500 ? "UNAVAILABLE" : "REFUSED";
  return new Problem(kind, null, `HTTP ${String(response.status)}`, seconds);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
