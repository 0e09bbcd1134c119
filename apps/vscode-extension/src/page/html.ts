/** HTML in which nothing that comes from elsewhere can be anything but text. */

/** Markup that is safe to show. */
export class Html {
  constructor(readonly markup: string) {}
}

export type Part = Html | number | string | readonly Html[];

/** Markup with values in it; text is escaped. */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Html {
  const parts = texts.map((text, at) => (at === 0 ? text : `${written(values[at - 1] ?? "")}${text}`));
  return new Html(parts.join(""));
}

export const NOTHING = new Html("");

function written(value: Part): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escape(value);
  return value.map((each) => each.markup).join("");
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (each) => `&#${String(each.charCodeAt(0))};`);
}
