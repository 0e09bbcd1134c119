// A light load for a long time, through several of the shop's error episodes.
//
//   k6 run -e MINUTES=30 k6/soak.js
import { setup, thresholds, visit } from './visit.js';

const MINUTES = Number(__ENV.MINUTES || 30);
const RATE = 2;

export const options = {
  scenarios: {
    visits: {
      executor: 'constant-arrival-rate',
      rate: RATE,
      timeUnit: '1s',
      duration: `${MINUTES}m`,
      preAllocatedVUs: 4 * RATE,
    },
  },
  thresholds: thresholds(Math.floor(0.9 * 60 * MINUTES * RATE), { p95: 450, failed: 0.05 }),
};
export { setup };
export default visit;
