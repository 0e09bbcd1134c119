/** What the client adds to the same request through bare `fetch`, measured in turns. */

import { SloMonitor, VERSION } from "slo-monitor";

const BLOCK = 50; // requests
const TIMEOUT_MS = 30_000; // the same settings as the client
const WARM_UP = 4; // blocks of each

/**
 * @param {{url: string, token: string, slo: string, seconds: number}} asked
 * @returns {Promise<{sdk_seconds: number, bare_seconds: number, requests: number}>}
 */
export async function bench({ url, token, slo, seconds }) {
  const client = new SloMonitor({ baseUrl: url, token });
  const headers = {
    "User-Agent": `slo-monitor-typescript/${VERSION}`,
    Accept: "application/json",
    ...(token === "" ? {} : { Authorization: `Bearer ${token}` }),
  };
  const target = `${url}/slos/${encodeURIComponent(slo)}`;
  const sdk = () => client.getSlo(slo);
  const bare = async () => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return (await fetch(target, { headers, redirect: "manual", signal })).arrayBuffer();
  };

  for (let block = 0; block < WARM_UP; block++) for (const ask of [sdk, bare]) await timed(ask);
  /** @type {{sdk: number[], bare: number[]}} */
  const taken = { sdk: [], bare: [] };
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || taken.sdk.length === 0) {
    taken.sdk.push(...(await timed(sdk)));
    taken.bare.push(...(await timed(bare)));
  }
  return {
    sdk_seconds: median(taken.sdk),
    bare_seconds: median(taken.bare),
    requests: taken.sdk.length + taken.bare.length,
  };
}

/**
 * Ask one after the other; seconds that each took.
 * @param {() => Promise<unknown>} ask
 */
async function timed(ask) {
  const taken = [];
  for (let number = 0; number < BLOCK; number++) {
    const begin = performance.now();
    await ask();
    taken.push((performance.now() - begin) / 1000);
  }
  return taken;
}

/** @param {number[]} values */
function median(values) {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.floor(ordered.length / 2)] ?? NaN;
}
