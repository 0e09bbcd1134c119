/** How a stream is followed: opened again when it ends or breaks, until the caller ends it. */

import type { Caller, Request } from "./caller.js";
import { type Decoder, type Int64 } from "./decode.js";
import { SloMonitorError, unreachable } from "./errors.js";
import { unreadable, type Answer } from "./failing.js";
import { parsed } from "./int64.js";
import { event, type Event } from "./models/event.js";
import { planRun, type PlanRun } from "./models/plan-run.js";
import type { Patience } from "./patience.js";
import type { ListenToEventsQuery } from "./questions.js";
import { pathOf, queryOf } from "./requests.js";
import { delayBeforeReopening } from "./retry.js";
import { Parser, type Block } from "./sse.js";

const MEDIA_TYPE = "text/event-stream";
const RESET = "RESET";
const WHOLE = /^[0-9]{1,19}$/;

/** Give each event once, from the place that the query names on. */
export async function* events(
  caller: Caller,
  query: ListenToEventsQuery,
  patience: Patience,
): AsyncGenerator<Event, void, undefined> {
  let place = query.after_id;
  let last: Int64 = query.after_id ?? -1;
  const open = () => streaming(`/events${queryOf({ ...query, after_id: place })}`);
  for await (const block of blocks(caller, open, patience)) {
    if (WHOLE.test(block.id)) place = BigInt(block.id);
    if (block.data === null) continue;
    const told = read(event, block.data);
    if (told.id <= last && told.kind !== RESET) continue;
    last = told.id;
    yield told;
  }
}

/** Give a run as it goes on, whole each time, until it has ended. */
export async function* planRuns(
  caller: Caller,
  id: string,
  patience: Patience,
): AsyncGenerator<PlanRun, void, undefined> {
  const request = streaming(pathOf("/plan-runs/{id}/events", id));
  for await (const block of blocks(caller, () => request, patience)) {
    if (block.data === null) continue;
    const run = read(planRun, block.data);
    yield run;
    if (run.ended_at !== null) return;
  }
}

/** Give the blocks of one connection after the other. */
async function* blocks(
  caller: Caller,
  request: () => Request,
  patience: Patience,
): AsyncGenerator<Block, void, undefined> {
  try {
    for (let failed = 0; ; failed++) {
      let error: SloMonitorError | null = null;
      try {
        for await (const found of connection(caller, request(), patience)) {
          failed = 0;
          yield* found;
        }
      } catch (thrown) {
        if (!(thrown instanceof SloMonitorError) || !thrown.retryable) throw thrown;
        error = thrown;
      }
      await caller.clock.sleep(delayBeforeReopening(failed, error), patience.signal);
    }
  } finally {
    patience.end();
  }
}

/** Give what is complete after each part that came. */
async function* connection(
  caller: Caller,
  request: Request,
  patience: Patience,
): AsyncGenerator<Iterable<Block>, void, undefined> {
  const response = await caller.open(request, patience);
  const isStream = response.headers.get("Content-Type")?.startsWith(MEDIA_TYPE) === true;
  if (response.status !== 200 || !isStream || response.body === null) {
    throw await caller.refusal(response, patience);
  }
  const reader = response.body.getReader();
  const parser = new Parser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield parser.feed(value);
    }
  } catch (cause) {
    throw patience.error ?? unreachable(cause);
  }
}

function streaming(target: string): Request {
  return { verb: "GET", target, headers: { Accept: MEDIA_TYPE }, repeatable: true };
}

function read<T>(decoder: Decoder<T>, data: string): T {
  try {
    return parsed(data, decoder.read);
  } catch (cause) {
    const answer: Answer = { status: 200, headers: new Headers(), body: data };
    throw unreadable(answer, cause);
  }
}
