// The load of the gate: visits arrive at a fixed rate, however slow the answers are.
//
//   k6 run -e SECONDS=60 -e RATE=10 k6/load.js
//   k6 run -e TARGET=service -e RATE=50 k6/load.js
import { arriving } from './parts/arriving.js';
import { options as optionsOf } from './parts/visit.js';

const seconds = Number(__ENV.SECONDS || 60);
const rate = Number(__ENV.RATE || 10);
const { enough, howToRun } = arriving(seconds, rate);

export const options = optionsOf('load', enough, howToRun);
export { setup, visit as default } from './parts/visit.js';
