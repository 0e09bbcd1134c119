// What one visitor does, and what must have been measured before a run may count as passed.
//
// k6 passes every threshold of a metric that has no sample, takes the 0 ms of a refused connection
// for a quick answer, and exits 0 when each iteration throws. So setup() makes one real request,
// every counter has a first sample before anything can go wrong, and thresholds ask for a number
// of visits that were completed.
//
// The counters are for Prometheus: there percentiles of a run cannot be added up, counts can. An
// answer is good in time if it is a 200 within the target's limit; no answer at all is failed.
import exec from 'k6/execution';
import http from 'k6/http';
import { check, fail } from 'k6';
import { Counter } from 'k6/metrics';
import { baseUrl, headers, target, testid } from './target.js';

const TIMEOUT = '10s';
const completed = new Counter('visits_completed');
const answers = new Counter('answers');
const failed = new Counter('answers_failed');
const inTime = new Counter('answers_in_time');

export function setup() {
  const response = ask(target.pages[0].path, 'setup');
  if (response.status === 0) {
    fail(`nothing answers at ${baseUrl}: ${response.error}`);
  }
  check(response, { answered: (r) => r.status > 0 });
  addNothing();
  console.log(`testid=${exec.test.options.tags.testid}`);
}

export function visit() {
  completed.add(0);
  for (const { page, path } of target.pages) {
    const response = ask(path, page);
    const answered = check(response, { answered: (r) => r.status === 200 });
    answers.add(1, { page });
    failed.add(answered ? 0 : 1, { page });
    inTime.add(answered && response.timings.duration <= target.withinMs ? 1 : 0, { page });
  }
  completed.add(1);
}

// The options of a script in which at least `visits` visits must be completed.
export function options(script, visits, howToRun) {
  const { p95, failed: share } = target.limits[script];
  return {
    ...howToRun,
    tags: { testid: testid(script) },
    thresholds: {
      [`http_req_duration{page:${target.pages[0].page}}`]: [`p(95)<${p95}`],
      http_req_failed: [`rate<${share}`],
      checks: [`rate>${1 - share}`],
      http_reqs: [`count>${target.pages.length * visits}`],
      visits_completed: [`count>=${visits}`],
    },
  };
}

function ask(path, page) {
  return http.get(`${baseUrl}${path}`, { headers, tags: { page }, timeout: TIMEOUT });
}

function addNothing() {
  for (const counter of [completed, answers, failed, inTime]) {
    counter.add(0);
  }
}
