/** How the client asks: a request within the caller's patience, and its answer decoded. */

import type { Caller, Request } from "./caller.js";
import type { Decoder } from "./decode.js";
import { SloMonitorError } from "./errors.js";
import { unreadable, type Answer } from "./failing.js";
import { parsed } from "./int64.js";
import { checkPending, verdict, type CheckPending, type Verdict } from "./models/verdict.js";
import type { CallOptions, RepeatableOptions } from "./options.js";
import { Patience } from "./patience.js";
import type { CheckQuestion } from "./questions.js";
import { newKey, posting } from "./requests.js";
import { isPending } from "./verdict.js";

const DEFAULT_TIMEOUT_MS = 30_000;

interface Page {
  readonly next_cursor: string | null;
}

/** Ask, and decode the answer. */
export async function asked<T>(
  caller: Caller,
  request: Request,
  decoder: Decoder<T>,
  options: CallOptions,
): Promise<T> {
  return decoded(await answered(caller, request, options), decoder);
}

/** Ask where nothing is answered. */
export async function told(caller: Caller, request: Request, options: CallOptions): Promise<void> {
  const answer = await answered(caller, request, options);
  if (answer.status !== 204) throw unreadable(answer, null);
}

/** Ask for a check, which may be pending. */
export async function checked(
  caller: Caller,
  request: Request,
  options: CallOptions,
): Promise<Verdict | CheckPending> {
  const answer = await answered(caller, request, options);
  return answer.status === 202 ? decoded(answer, checkPending) : decoded(answer, verdict);
}

/** Ask the gate; a run that is waited for has no deadline but the caller's. */
export async function judged(
  caller: Caller,
  question: CheckQuestion,
  options: RepeatableOptions,
): Promise<Verdict | CheckPending> {
  const isRun = (question.window ?? question.start ?? null) !== null;
  const waits = question.wait !== false;
  const timeoutMs = options.timeoutMs ?? (isRun && waits ? Infinity : undefined);
  const request = checking(question, isRun, options.idempotencyKey);
  const found = await checked(caller, request, { ...options, timeoutMs });
  if (waits && isPending(found)) throw new SloMonitorError("PROTOCOL", "the check is not over");
  return found;
}

/** The caller's patience with a stream, which has no deadline but theirs. */
export function patienceWithStream(caller: Caller, options: CallOptions): Patience {
  return new Patience(caller.clock, options.timeoutMs ?? Infinity, options.signal);
}

/** Yield the items of every page. */
export async function* everyItem<Q extends object, P extends Page, T>(
  page: (query: Q & { readonly cursor?: string }) => Promise<P>,
  itemsOf: (page: P) => readonly T[],
  query: Q,
): AsyncGenerator<T, void, undefined> {
  let next: Q & { readonly cursor?: string } = query;
  for (;;) {
    const found = await page(next);
    yield* itemsOf(found);
    if (found.next_cursor === null) return;
    next = { ...query, cursor: found.next_cursor };
  }
}

async function answered(caller: Caller, request: Request, options: CallOptions): Promise<Answer> {
  const timeoutMs = options.timeoutMs ?? caller.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const patience = new Patience(caller.clock, timeoutMs, options.signal);
  try {
    return await caller.ask(request, patience);
  } finally {
    patience.done();
  }
}

function checking(question: CheckQuestion, isRun: boolean, given: string | undefined): Request {
  const isKept = isRun && question.keep !== false;
  const key = given ?? (isKept ? newKey() : undefined);
  return { ...posting("/slo/check", question, key), repeatable: key !== undefined || !isRun };
}

function decoded<T>(answer: Answer, decoder: Decoder<T>): T {
  try {
    return parsed(answer.body, decoder.read);
  } catch (cause) {
    throw unreadable(answer, cause);
  }
}
