/**
 * Server-sent events (WHATWG HTML, section 9.2.6), read from bytes as they come. What breaks off is
 * no event. Refuses to know what stands in them.
 */

/** A block that an empty line completed. */
export interface Block {
  /** The id that stands now, of this block or of one before; empty if there was none. */
  readonly id: string;
  /** Null if it has none: it is no event then. */
  readonly data: string | null;
}

/** Takes bytes as they come. */
export class Parser {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #endedInReturn = false;
  #id = "";
  #data: string[] = [];

  /** Give each block that is complete now. */
  *feed(bytes: Uint8Array): Generator<Block, void, undefined> {
    const lines = (this.#rest + this.#text(bytes)).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") yield this.#complete();
      else this.#take(line);
    }
  }

  /** A return ends a line at once; the line feed that may follow it belongs to it. */
  #text(bytes: Uint8Array): string {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === "") return text;
    if (this.#endedInReturn && text.startsWith("\n")) text = text.slice(1);
    this.#endedInReturn = text.endsWith("\r");
    return text;
  }

  #complete(): Block {
    const data = this.#data.length === 0 ? null : this.#data.join("\n");
    this.#data = [];
    return { id: this.#id, data };
  }

  #take(line: string): void {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) this.#id = value;
  }
}
