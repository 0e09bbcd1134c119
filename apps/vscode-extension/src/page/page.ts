/** The page of an SLO as a whole: an empty frame that its script fills, under a strict policy. */
import { SECTIONS } from "./sections";
import { html } from "./html";

/** What only the editor knows: where the page's own files are, and a word that nobody can guess. */
export interface Frame {
  readonly title: string;
  readonly script: string;
  readonly style: string;
  /** The origin that the editor serves the extension's own files from. */
  readonly source: string;
  readonly nonce: string;
}

/** Nothing is loaded but the extension's own stylesheet and one script; nothing inline runs. */
export function policy(frame: Pick<Frame, "nonce" | "source">): string {
  return `default-src 'none'; style-src ${frame.source}; script-src 'nonce-${frame.nonce}'; base-uri 'none'; form-action 'none'`;
}

export function page(frame: Frame): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(frame)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${frame.title}</title>
<link rel="stylesheet" href="${frame.style}">
</head>
<body>
<main>${SECTIONS.map((name) => html`<section id="${name}"></section>`)}</main>
<script nonce="${frame.nonce}" src="${frame.script}"></script>
</body>
</html>
`.markup;
}
