/** The view in the activity bar: which items stand below which, and what is looked into. */
import type { Catalog } from "../catalog/catalog";
import { figureItems, serviceItems, sloItems, type TreeItem } from "./items";

export class SloTree {
  readonly #opened = new Set<string>();

  constructor(private readonly catalog: Pick<Catalog, "detail" | "look" | "overview" | "show">) {}

  /** What stands below an item, or at the top. Only what is opened is made. */
  children(item: TreeItem | undefined): TreeItem[] {
    if (item === undefined) {
      this.#forgetGone();
      return serviceItems(this.catalog);
    }
    if (item.kind === "service") return sloItems(this.catalog, item.about);
    if (item.kind === "figure") return [];
    if (this.catalog.detail(item.about) === undefined) this.toggled(item, true);
    return figureItems(this.catalog, item.about);
  }

  /** Whoever comes back is opened again by the editor, and asked about then. */
  #forgetGone(): void {
    const { overview } = this.catalog;
    const gone = overview.isWhole ? [...this.#opened].filter((id) => overview.slo(id) === undefined) : [];
    for (const id of gone) this.#opened.delete(id);
    if (gone.length > 0) this.catalog.show("tree", [...this.#opened]);
  }

  /** Somebody opens or closes an item; what is open is kept up to date. */
  toggled(item: TreeItem, isOpen: boolean): void {
    if (item.kind === "service") this.catalog.look(item.about, isOpen);
    if (item.kind !== "slo") return;
    if (isOpen) this.#opened.add(item.about);
    else this.#opened.delete(item.about);
    this.catalog.show("tree", [...this.#opened]);
  }
}
