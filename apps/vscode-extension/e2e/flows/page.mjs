/** The page of an SLO: figures, charts that keys walk through, definition, queries; a strict policy. */
import assert from "node:assert/strict";
import { until } from "../editor.mjs";

export async function play(editor) {
  await editor.open();
  await editor.status("exhausted").waitFor();
  await editor.command("SLO Monitor: Show SLO");
  await editor.choose("Which SLO?", "checkout-latency");
  await editor.tab("checkout-latency").waitFor();
  const page = editor.inside();
  await page.locator("#headline h1", { hasText: "checkout-latency" }).waitFor();
  await page.locator("#headline .state strong", { hasText: "exhausted" }).waitFor();
  await page.locator("svg#burn-down path.line[d*=L]").waitFor({ state: "attached" }); // a flat line has no height
  await page.locator("svg#burn-rate path.line[d*=L]").waitFor({ state: "attached" });
  await editor.openTree();
  await editor.unfold("Service shop");
  await editor.shot("charts");

  await charts(editor, page);
  await figures(page);
  await policy(editor, page);

  await page.locator("#open-definition").click();
  await editor.tab("shop.yaml").waitFor();
  await editor.page.locator(".view-line", { hasText: "name: checkout-latency" }).waitFor();
  await editor.shot("definition");
}

async function charts(editor, page) {
  const [chart, said] = [page.locator("svg#burn-rate"), page.locator("#burn-rate-said")];
  await chart.focus();
  await editor.key("Home");
  const first = await said.innerText();
  await editor.key("ArrowRight");
  await until(async () => (await said.innerText()) !== first, "the right arrow walks to another point");
  await editor.key("ArrowLeft");
  await until(async () => (await said.innerText()) === first, "the left arrow walks back");
  assert.match(first, /UTC: burn rate .* bad of /);
  await page.locator("#chart-table summary").focus();
  await editor.key("Enter");
  await page.locator("#chart-table tbody tr").first().waitFor();
}

/** They change while the page is open, though the editor asks only once in an hour. */
async function figures(page) {
  const events = page.locator("#figures dt", { hasText: /^events$/ }).locator("+ dd");
  const before = await events.innerText();
  assert.match(before, /bad of/);
  await until(async () => (await events.innerText()) !== before, "the service tells of new events");
  await page.locator("#alerts li", { hasText: "page-fast" }).waitFor();
  await page.locator("#definition dd", { hasText: "shop.yaml, line" }).waitFor();
  assert.match((await page.locator("#queries pre").allInnerTexts()).join("\n"), /http_request_duration_seconds/);
}

/** Nothing was held back of what is ours, and what is not ours is held back. */
async function policy(editor, page) {
  assert.deepEqual(editor.complaints, []);
  const ran = await page.locator("main").evaluate((main) => {
    main.insertAdjacentHTML(
      "beforeend",
      "<img id=foreign src='https://example.invalid/x.png' onerror='window.ran = true'>",
    );
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return new Promise((resolve) => setTimeout(() => resolve(window.ran === true), 200));
  });
  assert.equal(ran, false);
  await until(() => editor.complaints.length > 0, "the browser complains of what is not ours");
  await page.locator("#foreign").evaluate((image) => image.remove());
}
