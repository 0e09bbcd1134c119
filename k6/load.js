// The load of the performance gate: visits arrive at a fixed rate, however slow the answers are.
//
//   k6 run -e BASE_URL=http://127.0.0.1:8090 -e SECONDS=60 -e RATE=10 k6/load.js
import { setup, thresholds, visit } from './visit.js';

const SECONDS = Number(__ENV.SECONDS || 60);
const RATE = Number(__ENV.RATE || 10);

export const options = {
  scenarios: {
    visits: {
      executor: 'constant-arrival-rate',
      rate: RATE,
      timeUnit: '1s',
      duration: `${SECONDS}s`,
      preAllocatedVUs: 4 * RATE,
    },
  },
  // Nine tenths of the visits that are due: fewer is a load that never was.
  thresholds: thresholds(Math.floor(0.9 * SECONDS * RATE), { p95: 300, failed: 0.05 }),
};
export { setup };
export default visit;
