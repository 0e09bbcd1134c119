/** What the service can be asked, with answers that are read as the contract has them. */
import type { Reader } from "../contract/shape";
import { TOOLS, type Tool } from "../contract/tools";
import {
  history,
  planPage,
  planRun,
  sloDetail,
  sloPage,
  validation,
  verdict,
  type History,
  type Plan,
  type PlanRun,
  type SloDetail,
  type SloPage,
  type Validation,
  type Verdict,
} from "../contract/views";
import { isObject } from "../contract/shape";
import type { CallOptions } from "./session";

/** Calls a tool, or says with a `Problem` why not. */
export type Call = (tool: Tool, question: object, options?: CallOptions) => Promise<unknown>;

/** What the list of SLOs is asked for. */
export interface SloQuestion {
  readonly service?: string;
  readonly state?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** A definition file that is proposed. */
export interface ProposedFile {
  readonly path: string;
  readonly content: string;
}

/** The most that a page of a list holds. */
export const PAGE = 1000;

/** Whole seconds between points, so that a chart has about 300; the service widens what it does not keep. */
function stepOf(milliseconds: number): number {
  return Math.max(Math.ceil(milliseconds / 1000 / 300), 1);
}

export class Service {
  constructor(private readonly call: Call) {}

  /** A page of SLOs, by id. */
  async slos(question: SloQuestion): Promise<SloPage> {
    return this.#ask(TOOLS.list, sloPage, { limit: PAGE, ...question });
  }

  /** One SLO with all that is known of it. */
  async slo(id: string): Promise<SloDetail> {
    return this.#ask(TOOLS.slo, sloDetail, { id, detail: true });
  }

  /** How an SLO got to where it stands, over its period; of a young one, for as long as it is known. */
  async history({ id, since, start, evaluated_at }: SloDetail): Promise<History> {
    const isYoung = since !== null && Date.parse(since) > Date.parse(start);
    const question = isYoung ? { start: since, step: stepOf(Date.parse(evaluated_at) - Date.parse(since)) } : {};
    return this.#ask(TOOLS.history, history, { id, detail: true, ...question });
  }

  /** The verdict on budgets: of these SLOs, or of all. It waits for nothing and writes nothing. */
  async check(slos: readonly string[] | undefined): Promise<Verdict> {
    return this.#ask(TOOLS.check, verdict, { detail: true, ...(slos === undefined ? {} : { slos }) });
  }

  /** All plans in force, each with its last run. */
  async plans(): Promise<readonly Plan[]> {
    const found: Plan[] = [];
    let cursor: string | null = null;
    do {
      const question: object = cursor === null ? { limit: PAGE, detail: true } : { limit: PAGE, detail: true, cursor };
      const page = await this.#ask(TOOLS.plans, planPage, question);
      found.push(...page.plans);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return found;
  }

  /** Run a plan to its end; calling it off cancels the run. */
  async run(name: string, options: CallOptions): Promise<PlanRun> {
    return this.#ask(TOOLS.run, planRun, { name, detail: true }, { ...options, isLong: true });
  }

  /** Say what is wrong with files that are only proposed, as the whole catalog. */
  async validate(files: readonly ProposedFile[]): Promise<Validation> {
    return this.#ask(TOOLS.validate, validation, { files, limit: PAGE, detail: true });
  }

  /** The JSON schema of a definition file. */
  async schema(): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.call(TOOLS.schema, { detail: true });
    const schema = isObject(answer) ? answer["json_schema"] : undefined;
    return isObject(schema) ? schema : {};
  }

  async #ask<T>(tool: Tool, reader: Reader<T>, question: object, options?: CallOptions): Promise<T> {
    return reader.read(await this.call(tool, question, options), "");
  }
}
