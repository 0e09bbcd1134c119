// What one visitor does, and what must have been measured before a run may count as passed.
//
// k6 passes every threshold of a metric that has no sample, and exits 0 when each iteration throws:
// so setup() makes one real request and gives every counter its first sample.
import http from 'k6/http';
import { check, fail } from 'k6';
import { Counter } from 'k6/metrics';

export const BASE_URL = __ENV.BASE_URL || 'http://127.0.0.1:8090';
export const PAGES = ['checkout', 'cart', 'search'];

const completed = new Counter('visits_completed');

export function setup() {
  const response = http.get(`${BASE_URL}/checkout`, { tags: { page: 'setup' } });
  if (response.status === 0) {
    fail(`nothing answers at ${BASE_URL}: ${response.error}`);
  }
  check(response, { answered: (r) => r.status > 0 }); // the shop fails now and then, by design
  completed.add(0);
}

export function visit() {
  for (const page of PAGES) {
    const response = http.get(`${BASE_URL}/${page}`, { tags: { page } });
    check(response, { answered: (r) => r.status === 200 });
  }
  completed.add(1);
}

// Thresholds for a run in which at least `visits` visits must have been completed; `p95` in
// milliseconds, `failed` the share of requests that may fail.
export function thresholds(visits, { p95, failed }) {
  return {
    'http_req_duration{page:checkout}': [`p(95)<${p95}`],
    http_req_failed: [`rate<${failed}`],
    checks: [`rate>${1 - failed}`],
    http_reqs: [`count>${PAGES.length * visits}`],
    visits_completed: [`count>=${visits}`],
  };
}
