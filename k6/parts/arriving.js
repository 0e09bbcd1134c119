// Visits that begin at a fixed rate, for a fixed time.
//
// `enough` is nine tenths of the visits that are due: fewer is a load that never was. A rate or a
// time that is no positive number is refused here, because k6 would ask for 90 % of nothing.
export function arriving(seconds, rate) {
  if (!(seconds > 0 && rate > 0)) {
    throw new Error(`a load needs a time and a rate above 0, not ${seconds} s and ${rate} a second`);
  }
  const scenario = {
    executor: 'constant-arrival-rate',
    rate,
    timeUnit: '1s',
    duration: `${seconds}s`,
    preAllocatedVUs: Math.ceil(4 * rate),
  };
  return {
    enough: Math.max(1, Math.floor(0.9 * seconds * rate)),
    howToRun: { scenarios: { visits: scenario } },
  };
}
