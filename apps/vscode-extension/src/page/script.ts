/** Runs in the page of an SLO: puts in what the extension sends, and walks through charts by keys. */

interface Sent {
  readonly sections: Readonly<Record<string, string>>;
}

type Spot = readonly [number, number | null, string];

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const editor = acquireVsCodeApi();
const shown = new Map<string, string>();
const places = new Map<string, number>();

window.addEventListener("message", (event: MessageEvent<Sent>) => {
  for (const [id, markup] of Object.entries(event.data.sections)) {
    if (shown.get(id) !== markup) replace(id, markup);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button !== null) editor.postMessage({ pressed: button.id });
});

document.addEventListener("keydown", (event) => {
  const chart = document.activeElement;
  if (chart instanceof SVGSVGElement && chart.dataset["spots"] !== undefined && walk(chart, event.key)) {
    event.preventDefault();
  }
});

editor.postMessage({ pressed: "ready" });

/** Put in a part that has changed; what was focused or unfolded stays so. */
function replace(id: string, markup: string): void {
  const section = document.getElementById(id);
  if (section === null) return;
  const focused = section.contains(document.activeElement) ? document.activeElement?.id : undefined;
  const unfolded = [...section.querySelectorAll("details")].map((each) => each.open);
  section.innerHTML = markup;
  shown.set(id, markup);
  section.querySelectorAll("details").forEach((each, at) => {
    each.open = unfolded[at] ?? false;
  });
  if (focused) document.getElementById(focused)?.focus();
  for (const chart of section.querySelectorAll("svg")) {
    const place = places.get(chart.id);
    if (place !== undefined) point(chart, place);
  }
}

/** Walk through a chart by a key; says whether the key was one of ours. */
function walk(chart: SVGSVGElement, key: string): boolean {
  const last = spotsOf(chart).length - 1;
  const here = Math.min(places.get(chart.id) ?? last, last);
  const moves: Readonly<Record<string, number>> = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last };
  const there = moves[key];
  if (there === undefined) return false;
  const place = Math.min(Math.max(there, 0), last);
  places.set(chart.id, place);
  point(chart, place);
  return true;
}

/** Put a chart's cursor on a point, and say what it is. */
function point(chart: SVGSVGElement, place: number): void {
  const spot = spotsOf(chart)[place];
  if (spot === undefined) return;
  const cursor = chart.querySelector(".cursor");
  cursor?.setAttribute("x1", String(spot[0]));
  cursor?.setAttribute("x2", String(spot[0]));
  cursor?.setAttribute("visibility", "visible");
  const said = document.getElementById(`${chart.id}-said`);
  if (said !== null) said.textContent = spot[2];
}

function spotsOf(chart: SVGSVGElement): readonly Spot[] {
  return JSON.parse(chart.dataset["spots"] ?? "[]") as Spot[];
}
