/** Reads the list of SLOs from the service: whole, or only what can have changed. */
import type { Service, SloQuestion } from "../connection/service";
import type { SloBrief, SloPage } from "../contract/views";
import { Overview } from "./overview";

/** States that call for somebody; few SLOs are in them, so that they are cheap to list. */
const TROUBLED = ["EXHAUSTED", "AT_RISK", "UNKNOWN"];

/** Why every SLO of an evaluation that is too old is UNKNOWN. */
const EXPIRED = "SNAPSHOT_EXPIRED";

/** What tells two answers apart without reading them whole: the generation, and whether it expired. */
export function signOf(page: SloPage): string {
  const isExpired = page.slos.some((slo) => slo.reason === EXPIRED);
  return `${String(page.generation)}${isExpired ? " expired" : ""}`;
}

/** Walk over all pages; `meanwhile` is shown what is known after each. */
export async function listAll(service: Service, meanwhile: (overview: Overview) => void): Promise<Overview> {
  const slos: SloBrief[] = [];
  let first: SloPage | undefined;
  for await (const page of pages(service, {})) {
    first ??= page;
    slos.push(...page.slos);
    if (page.next_cursor !== null) meanwhile(Overview.of(slos, false, first.generation, first.evaluated_at));
  }
  return Overview.of(slos, true, first?.generation ?? null, first?.evaluated_at ?? null);
}

/** List what is in trouble, and the services that somebody looks into; the rest is as it was. */
export async function listChanges(
  service: Service,
  overview: Overview,
  page: SloPage,
  opened: Iterable<string>,
): Promise<Overview> {
  const listed: SloBrief[] = [];
  const questions = [...TROUBLED.map((state) => ({ state })), ...[...opened].map((name) => ({ service: name }))];
  for (const question of questions) {
    for await (const each of pages(service, question)) listed.push(...each.slos);
  }
  return overview.revised(listed, page.generation, page.evaluated_at);
}

async function* pages(service: Service, question: SloQuestion): AsyncGenerator<SloPage> {
  let cursor: string | null = null;
  do {
    const page: SloPage = await service.slos(cursor === null ? question : { ...question, cursor });
    yield page;
    cursor = page.next_cursor;
  } while (cursor !== null);
}
