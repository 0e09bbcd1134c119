/** The page of an SLO as a webview of VS Code. */
import * as vscode from "vscode";
import { page } from "../page/page";
import type { PageHandle, PageListener } from "./port";

/** The type of the pages, as VS Code knows it. */
export const PAGE_TYPE = "sloMonitor.slo";

export function openPage(title: string, listener: PageListener, extension: vscode.Uri): PageHandle {
  const own = [vscode.Uri.joinPath(extension, "dist"), vscode.Uri.joinPath(extension, "media")];
  const panel = vscode.window.createWebviewPanel(PAGE_TYPE, title, vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: own,
  });
  const { webview } = panel;
  const at = (...parts: string[]): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, ...parts)).toString();
  panel.iconPath = vscode.Uri.joinPath(extension, "media", "slo.svg");
  webview.onDidReceiveMessage((message: unknown) => {
    const pressed = (message as { pressed?: unknown } | null)?.pressed;
    if (typeof pressed === "string") listener.pressed(pressed);
  });
  panel.onDidDispose(() => {
    listener.closed();
  });
  webview.html = page({
    title,
    script: at("dist", "page.js"),
    style: at("media", "page.css"),
    source: webview.cspSource,
    nonce: globalThis.crypto.randomUUID(),
  });
  return {
    show: (sections) => void webview.postMessage({ sections }),
    reveal: () => {
      panel.reveal();
    },
  };
}
