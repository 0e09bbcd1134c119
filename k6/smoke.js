// A few visits: does it work at all?
//
//   k6 run k6/smoke.js
//   k6 run -e TARGET=service k6/smoke.js
import { options as optionsOf } from './parts/visit.js';

const VISITS = 5;

export const options = optionsOf('smoke', VISITS, { vus: 1, iterations: VISITS });
export { setup, visit as default } from './parts/visit.js';
