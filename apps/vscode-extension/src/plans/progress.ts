/** How far a plan is, in the words and steps of the editor's own progress. */
import type { Progress } from "../connection/session";

/** What is added to the bar, in per cent, and what stands beside it. */
export interface Advance {
  readonly increment: number;
  readonly message: string;
}

/** Turns what the service tells into advances; the bar never goes back. */
export class PlanProgress {
  #shown = 0;

  tell(progress: Progress): Advance {
    const ratio = progress.total === null || progress.total <= 0 ? 0 : progress.done / progress.total;
    const percent = Math.min(Math.max(ratio * 100, this.#shown), 100);
    const increment = percent - this.#shown;
    this.#shown = percent;
    return { increment, message: `${progress.message ?? "under way"} (${String(Math.floor(percent))} %)` };
  }
}
