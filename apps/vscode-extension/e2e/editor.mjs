/** The editor in a browser, as a person uses it: keys, clicks, and what stands on the screen. */
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";

const FLAGS = [
  "--headless",
  "--no-sandbox", // as root, as containers of CI are; it opens no page but the editor's
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-sync",
  "--no-first-run",
  "--no-proxy-server",
];
/** So long is waited for what is certain to come, on a machine that is busy. */
const MILLISECONDS = 60_000;
const SIZE = { width: 1200, height: 760 };
const PALETTE = ".quick-input-widget .quick-input-box input";

export class Editor {
  /** What the browser complained of: violations of a policy, and errors that nobody caught. */
  complaints = [];

  constructor(flow, facts, browser, page) {
    Object.assign(this, { flow, facts, browser, page });
    page.setDefaultTimeout(MILLISECONDS);
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) this.complaints.push(message.text());
    });
  }

  /** Start a browser, and open the workspace's folder in it; `facts.tools` has what drives it. */
  static async launch(flow, facts) {
    const { chromium } = createRequire(`${facts.tools}/`)("playwright-core");
    const browser = await chromium.launch({ executablePath: facts.chromium, args: FLAGS });
    return new Editor(flow, facts, browser, await browser.newPage({ viewport: SIZE }));
  }

  /** Open the workspace, and wait until the extension has said how it stands. */
  async open() {
    await this.page.goto(`${this.facts.editor}/?folder=${this.facts.workspace}`);
    await this.status().waitFor({ timeout: 2 * MILLISECONDS });
  }

  async close() {
    await this.browser.close();
  }

  /** Keep what stands on the screen as FLOW-NAME.png. */
  async shot(name) {
    mkdirSync(this.facts.shots, { recursive: true });
    const path = `${this.facts.shots}/${this.flow}-${name}.png`;
    await this.page.screenshot({ path, animations: "disabled" });
    return path;
  }

  async key(...keys) {
    for (const each of keys) await this.page.keyboard.press(each);
  }

  /** Run a command by its title, as from the palette. */
  async command(title) {
    await this.key("F1");
    await this.page.locator(PALETTE).fill(`>${title}`);
    await this.option(title).first().click();
  }

  /** A row of the list that something is chosen from. */
  option(text) {
    return this.page.locator(".quick-input-list .monaco-list-row", { hasText: text });
  }

  /** Choose in the list with this title. */
  async choose(title, text) {
    await this.box(title).waitFor();
    await this.page.locator(PALETTE).fill(text);
    await this.option(text).first().click();
  }

  /** Answer the question with this title. */
  async answer(title, text) {
    await this.box(title).waitFor();
    await this.page.locator(PALETTE).fill(text);
    await this.key("Enter");
  }

  /** The box with this title; what is wrong with an answer stands in it. */
  box(title) {
    return this.page.locator(".quick-input-widget", { hasText: title });
  }

  /** Our item of the status bar. */
  status(text = "") {
    return this.page.locator("[id='slo-monitor.slo-monitor.sloMonitor.state']", { hasText: text });
  }

  /** A message on the screen. */
  toast(text) {
    return this.page.locator(".notifications-toasts .notification-list-item", { hasText: text });
  }

  /** Press a button of a message, once it is there. */
  async press(text, button) {
    await this.toast(text).first().locator("a.monaco-button", { hasText: button }).click();
  }

  async clearToasts() {
    await this.command("Notifications: Clear All Notifications");
  }

  /** Our view in the activity bar. */
  async openTree() {
    await this.status().click();
    await this.page.locator("[id='workbench.view.extension.sloMonitor']").waitFor();
  }

  /** A row of the tree, by how its accessible name begins. */
  row(name) {
    return this.page.locator(`[role=treeitem][aria-label^="${name}"]`);
  }

  async unfold(name) {
    const row = this.row(name).first();
    await row.waitFor();
    if ((await row.getAttribute("aria-expanded")) !== "true") await row.locator(".monaco-tl-twistie").click();
  }

  /** The accessible names of all rows of the tree that are on the screen. */
  async rows() {
    return this.page
      .locator("[id='workbench.view.extension.sloMonitor'] [role=treeitem]")
      .evaluateAll((all) => all.map((row) => row.getAttribute("aria-label")));
  }

  /** A line above the tree, or what stands in its place. */
  treeMessage(text) {
    return this.page.locator("[id='workbench.view.extension.sloMonitor'] .pane-body", { hasText: text });
  }

  /** What stands in the webview that is open: a page of ours, or a report. */
  inside() {
    return this.page.locator("iframe.webview").last().contentFrame().locator("iframe#active-frame").contentFrame();
  }

  tab(name) {
    return this.page.locator(".tabs-container .tab", { hasText: name });
  }

  async openFile(name) {
    await this.key("Control+p");
    await this.page.locator(PALETTE).fill(name);
    await this.option(name).first().click();
    await this.tab(name).waitFor();
  }

  /** Put the cursor at a place of the file, lines and columns from 1. */
  async goTo(line, column = 1) {
    await this.key("Control+g");
    await this.page.locator(PALETTE).fill(`:${line}:${column}`);
    await this.key("Enter");
    await this.page.locator("[id='status.editor.selection']", { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }

  lens(text) {
    return this.page.locator(".codelens-decoration", { hasText: text });
  }

  /** What somebody who looks at the failure wants to know. */
  async described() {
    const said = (locator) => locator.allInnerTexts().catch(() => []);
    return JSON.stringify({
      status: await said(this.status()),
      messages: await said(this.page.locator(".notifications-toasts .notification-list-item")),
      tree: await this.rows().catch(() => []),
      complaints: this.complaints,
    });
  }
}

/** Wait until a condition holds, for what no locator can wait for. */
export async function until(holds, what, seconds = 60) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    if (await holds()) return;
    if (performance.now() > end) throw new Error(`not so after ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
