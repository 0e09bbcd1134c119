/** All SLOs in short, by service: what the tree's first two levels and the status bar are made of. */
import type { SloBrief } from "../contract/views";
import { worst } from "../words/states";

const GROUP = /\.[0-9a-f]{16}$/;

/** The definition's name in an id: of a group, what stands before its hash. */
export function nameOf(id: string): string {
  return id.replace(GROUP, "");
}

/** SLOs by id; a value, which is replaced by another one when something changes. */
export class Overview {
  readonly #slos: ReadonlyMap<string, SloBrief>;
  #services: ReadonlyMap<string, readonly SloBrief[]> | undefined;
  #names: ReadonlyMap<string, readonly SloBrief[]> | undefined;

  private constructor(
    slos: ReadonlyMap<string, SloBrief>,
    /** Whether the first walk over all pages is over. */
    readonly isWhole: boolean,
    readonly generation: number | null,
    readonly evaluatedAt: string | null,
  ) {
    this.#slos = slos;
  }

  static readonly EMPTY = new Overview(new Map(), false, null, null);

  /** What is known once these have been listed. */
  static of(slos: Iterable<SloBrief>, isWhole: boolean, generation: number | null, at: string | null): Overview {
    return new Overview(new Map([...slos].map((slo) => [slo.id, slo])), isWhole, generation, at);
  }

  get size(): number {
    return this.#slos.size;
  }

  slo(id: string): SloBrief | undefined {
    return this.#slos.get(id);
  }

  all(): Iterable<SloBrief> {
    return this.#slos.values();
  }

  /** The services by name, each with its SLOs by id. */
  services(): ReadonlyMap<string, readonly SloBrief[]> {
    this.#services ??= new Map(
      [...grouped(this.#slos.values(), (slo) => slo.service)].sort(([one], [other]) => compare(one, other)),
    );
    return this.#services;
  }

  /** The SLOs of a definition: one, or one for each group. */
  named(name: string): readonly SloBrief[] {
    this.#names ??= grouped(this.#slos.values(), (slo) => nameOf(slo.id));
    return this.#names.get(name) ?? [];
  }

  /** The worst state of all, or undefined if there is no SLO. */
  worst(): string | undefined {
    return worst([...this.#slos.values()].map((slo) => slo.state));
  }

  /** How many SLOs are in a state. */
  count(state: string): number {
    let found = 0;
    for (const slo of this.#slos.values()) if (slo.state === state) found += 1;
    return found;
  }

  /**
   * What is known once all SLOs in trouble, and all of some services, have been listed anew: what
   * was in trouble and is in no list any more is well again.
   */
  revised(listed: Iterable<SloBrief>, generation: number | null, at: string): Overview {
    const slos = new Map(this.#slos);
    for (const [id, slo] of slos) {
      if (slo.state !== "HEALTHY") slos.set(id, { ...slo, state: "HEALTHY", data: "OK", reason: null, alerts: [] });
    }
    for (const slo of listed) slos.set(slo.id, slo);
    return new Overview(slos, true, generation, at);
  }
}

function grouped(slos: Iterable<SloBrief>, by: (slo: SloBrief) => string): Map<string, SloBrief[]> {
  const found = new Map<string, SloBrief[]>();
  for (const slo of slos) {
    const key = by(slo);
    const held = found.get(key);
    if (held === undefined) found.set(key, [slo]);
    else held.push(slo);
  }
  for (const held of found.values()) held.sort((one, other) => compare(one.id, other.id));
  return found;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
