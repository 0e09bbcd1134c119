/** Places in a text: lines and characters from 0, as editors count them. */

export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Place;
  readonly end: Place;
}

/** A text with its lines found. */
export class Lines {
  readonly #starts: readonly number[];

  constructor(readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  get count(): number {
    return this.#starts.length;
  }

  /** A line without its end; one that is not there is empty. */
  line(number: number): string {
    const start = this.#starts[number];
    if (start === undefined) return "";
    const end = this.#starts[number + 1] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, "");
  }

  place(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (this.#starts[low] ?? 0) };
  }

  offset(place: Place): number {
    const start = this.#starts[place.line];
    return start === undefined ? this.text.length : Math.min(start + place.character, this.text.length);
  }

  range(start: number, end: number): Range {
    return { start: this.place(start), end: this.place(end) };
  }
}

export function contains(range: Range, place: Place): boolean {
  return !isBefore(place, range.start) && !isBefore(range.end, place);
}

function isBefore(one: Place, other: Place): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}
