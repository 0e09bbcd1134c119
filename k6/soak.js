// A light load for a long time: what grows, leaks or comes round only now and then.
//
//   k6 run -e MINUTES=30 k6/soak.js
//   k6 run -e TARGET=service -e MINUTES=240 k6/soak.js
import { arriving } from './parts/arriving.js';
import { options as optionsOf } from './parts/visit.js';

const minutes = Number(__ENV.MINUTES || 30);
const rate = Number(__ENV.RATE || 2);
const { enough, howToRun } = arriving(60 * minutes, rate);

export const options = optionsOf('soak', enough, howToRun);
export { setup, visit as default } from './parts/visit.js';
