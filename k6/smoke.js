// A few visits: does the shop work at all?  k6 run k6/smoke.js
import { setup, thresholds, visit } from './visit.js';

const VISITS = 5;

export const options = {
  vus: 1,
  iterations: VISITS,
  // Too few requests for tight figures: it works, or it does not.
  thresholds: thresholds(VISITS, { p95: 2000, failed: 0.5 }),
};
export { setup };
export default visit;
