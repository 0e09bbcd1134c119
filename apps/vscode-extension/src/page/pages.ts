/** The pages that are open, each about one SLO, kept up to date as long as they are. */
import type { Catalog } from "../catalog/catalog";
import type { Connection } from "../connection/connection";
import { asProblem } from "../contract/problem";
import type { History } from "../contract/views";
import type { Editor, PageHandle } from "../editor/port";
import { sections } from "./sections";

interface Open {
  readonly handle: PageHandle;
  history: History | undefined;
  isReady: boolean;
  /** How often the history was asked for; only the last answer counts. */
  asked: number;
}

export class Pages {
  readonly #open = new Map<string, Open>();

  constructor(
    private readonly editor: Editor,
    private readonly catalog: Catalog,
    private readonly connection: Connection,
  ) {
    catalog.changes.add((id) => {
      for (const each of id === undefined ? [...this.#open.keys()] : [id]) void this.#changed(each);
    });
    connection.states.add(() => {
      for (const id of this.#open.keys()) this.#draw(id);
    });
  }

  /** Open the page of an SLO, or bring it to the front. */
  open(id: string): void {
    const open = this.#open.get(id);
    if (open !== undefined) {
      open.handle.reveal();
      return;
    }
    const handle = this.editor.page(id, {
      pressed: (button) => {
        this.#pressed(id, button);
      },
      closed: () => {
        this.#open.delete(id);
        this.catalog.show(`page:${id}`, []);
      },
    });
    this.#open.set(id, { handle, history: undefined, isReady: false, asked: 0 });
    this.catalog.show(`page:${id}`, [id]);
    void this.#changed(id);
  }

  #pressed(id: string, button: string): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    if (button === "ready") {
      open.isReady = true;
      this.#draw(id);
    }
    if (button === "open-definition") void this.editor.execute("sloMonitor.openDefinition", id);
  }

  async #changed(id: string): Promise<void> {
    this.#draw(id);
    const open = this.#open.get(id);
    const detail = this.catalog.detail(id);
    const canAsk = this.connection.state.phase === "CONNECTED" && detail?.problem === undefined;
    if (open === undefined || detail?.slo === undefined || !canAsk) return;
    const turn = (open.asked += 1);
    try {
      const history = await this.catalog.service.history(detail.slo);
      if (turn !== open.asked) return;
      open.history = history;
      this.#draw(id);
    } catch (error) {
      this.editor.log(`The history of ${id} could not be read: ${asProblem(error).message}`);
    }
  }

  #draw(id: string): void {
    const open = this.#open.get(id);
    if (open?.isReady !== true) return;
    const isConnected = this.connection.state.phase === "CONNECTED";
    open.handle.show(sections({ id, detail: this.catalog.detail(id), history: open.history, isConnected }));
  }
}
