// The demo shop: what one visitor asks for, and what each script expects of the answers.
export const name = 'shop';
export const url = 'http://127.0.0.1:8090';
export const pages = [
  { page: 'checkout', path: '/checkout' },
  { page: 'cart', path: '/cart' },
  { page: 'search', path: '/search' },
];

// Milliseconds within which a good answer is there: the threshold of checkout-latency.
export const withinMs = 300;

// Per script: `p95` in milliseconds, of the first page; `failed`, the share of answers that may
// fail. The shop fails now and then by design, and a smoke test asks too little for tight figures.
export const limits = {
  smoke: { p95: 2000, failed: 0.5 },
  load: { p95: 300, failed: 0.05 },
  soak: { p95: 450, failed: 0.05 },
};
