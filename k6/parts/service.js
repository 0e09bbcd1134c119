// SLO Monitor itself: what a dashboard, a pipeline and a Prometheus ask it for.
export const name = 'service';
export const url = 'http://127.0.0.1:8080';
export const pages = [
  { page: 'gate', path: '/slo/check' },
  { page: 'statuses', path: '/slos' },
  { page: 'alerts', path: '/alerts' },
  { page: 'metrics', path: '/metrics' },
];

// Milliseconds within which a good answer is there: the threshold of slo-monitor-latency.
export const withinMs = 100;

// As in shop.js. A service without a first evaluation answers 503, which is a failure here too.
export const limits = {
  smoke: { p95: 1000, failed: 0.01 },
  load: { p95: 100, failed: 0.001 },
  soak: { p95: 100, failed: 0.001 },
};
