// Who is visited. From the environment of the run (k6 run -e NAME=value):
//
//   TARGET    shop (the default) or service
//   BASE_URL  where it is, if not where the demo has it
//   TOKEN     a bearer token, where the service asks for one
//   TESTID    names the run in Prometheus: the label `testid` of every series that k6 writes
import * as service from './service.js';
import * as shop from './shop.js';

const TARGETS = { shop, service };
const wanted = __ENV.TARGET || 'shop';
if (!(wanted in TARGETS)) {
  throw new Error(`TARGET must be one of ${Object.keys(TARGETS).join(', ')}, not ${wanted}`);
}

export const target = TARGETS[wanted];
export const baseUrl = (__ENV.BASE_URL || target.url).replace(/\/+$/, '');
export const headers = __ENV.TOKEN ? { Authorization: `Bearer ${__ENV.TOKEN}` } : {};

export function testid(script) {
  return __ENV.TESTID || `${target.name}-${script}-${new Date().toISOString()}`;
}
