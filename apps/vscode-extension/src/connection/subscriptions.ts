/** What a session is told of: one stream since 2026-07-28, a subscription for each SLO before. */
import type { Client, McpSubscription } from "@modelcontextprotocol/client";
import type { SessionListener } from "./session";
import { idAt } from "../contract/tools";

export class Subscriptions {
  #stream: McpSubscription | undefined;
  #held = new Set<string>();
  #isOpen = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: Client,
    private readonly listener: SessionListener,
  ) {}

  /** Be told of these addresses and no others; one change is carried out after the other. */
  async set(addresses: readonly string[]): Promise<ReadonlySet<string>> {
    const wanted = new Set(addresses);
    const change = this.#turn.then(() => this.#change(wanted));
    this.#turn = change.catch(() => undefined);
    return change;
  }

  async #change(wanted: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const isSame = this.#isOpen && wanted.size === this.#held.size && [...wanted].every((each) => this.#held.has(each));
    if (!isSame) await (this.#isModern() ? this.#listen(wanted) : this.#subscribe(wanted));
    return new Set([...this.#held].map(idAt).filter((id) => id !== undefined));
  }

  #isModern(): boolean {
    return this.client.getProtocolEra() === "modern";
  }

  async #listen(wanted: ReadonlySet<string>): Promise<void> {
    const old = this.#stream;
    this.#isOpen = false;
    const stream = await this.client.listen({ resourceSubscriptions: [...wanted], resourcesListChanged: true });
    this.#stream = stream;
    this.#held = new Set(stream.honoredFilter.resourceSubscriptions ?? []);
    this.#isOpen = true;
    void stream.closed.then((how) => {
      if (this.#stream !== stream || how === "local") return;
      this.#isOpen = false;
      this.listener.broken(new Error(`the stream of changes ended: ${how}`));
    });
    await old?.close();
  }

  async #subscribe(wanted: ReadonlySet<string>): Promise<void> {
    for (const uri of [...this.#held].filter((each) => !wanted.has(each))) {
      this.#held.delete(uri);
      await this.client.unsubscribeResource({ uri });
    }
    for (const uri of [...wanted].filter((each) => !this.#held.has(each))) {
      await this.client.subscribeResource({ uri });
      this.#held.add(uri);
    }
    this.#isOpen = true;
  }
}
