import { distributionSymptoms, OBSERVED } from "../distributions/index.ts";
import { SYMPTOMS } from "../doctor/index.ts";
import { ERROR_CODES, type ErrorPage, loadChapters } from "../errors/index.ts";
import { REACH_CODES, type ReachCode } from "../reach/index.ts";
import { nearest } from "../text/index.ts";

/** Everything there is to say about one stable code. */
export interface Page extends Omit<ErrorPage, "todo"> {
  readonly code: string;
  readonly chapter: string;
  /** What to do, in order. */
  readonly steps: readonly string[];
}

export type PageFound =
  | { readonly is: "found"; readonly page: Page }
  /** `nearest`: what may have been meant. */
  | { readonly is: "unknown"; readonly nearest?: string };

const DOCTOR = {
  safe: "Looking: bringup doctor changes nothing. What it can mend safely it offers as a plan.",
  related: ["bringup doctor", "bringup logs"],
};
const TRACES = {
  safe: "Reading the journal and resuming: a resumed run repeats only what is not done.",
  related: ["bringup doctor", "bringup logs", "bringup run resume"],
};

/**
 * Every page, by chapters in the order of the program; the tables are read when they are asked for. Of
 * two that know a code the errors and rungs go first, then the doctor, who has steps, then the rest.
 */
export async function allPages(): Promise<readonly Page[]> {
  const chapters = await loadChapters();
  const symptoms = onePerCode(await symptomPages());
  const told = new Set(
    symptoms.map(({ code }) => code).filter((code) => hintOf(code) === undefined),
  );
  const written = chapters.flatMap(({ title, pages }) =>
    Object.entries(pages).map(([code, { todo, ...page }]) => ({
      ...page,
      ...{ code, chapter: title, steps: [hintOf(code) ?? todo ?? "Read what is shown beside it."] },
    })),
  );
  return onePerCode([
    ...written.filter(({ code }) => !told.has(code)),
    ...symptoms,
    ...(await tracePages()),
  ]);
}

/** Those of the doctor, all with their steps. */
export const symptomChapter = async (): Promise<readonly Page[]> =>
  onePerCode(await symptomPages());

function onePerCode(pages: readonly Page[]): readonly Page[] {
  const byCode = new Map<string, Page>();
  for (const page of pages) if (!byCode.has(page.code)) byCode.set(page.code, page);
  return [...byCode.values()];
}

/** Capitals and hyphens do not count. */
export async function findPage(given: string): Promise<PageFound> {
  const code = given.trim().toUpperCase().replaceAll("-", "_");
  const pages = await allPages();
  const page = pages.find((one) => one.code === code);
  if (page !== undefined) return { is: "found", page };
  const close = nearest(
    code,
    pages.map((one) => one.code),
  );
  return { is: "unknown", ...(close === undefined ? {} : { nearest: close }) };
}

/** Of the tables that have one beside the code itself. */
function hintOf(code: string): string | undefined {
  if (isErrorCode(code)) return ERROR_CODES[code].hint;
  return isReachCode(code) ? REACH_CODES[code].next : undefined;
}

const isReachCode = (code: string): code is Exclude<ReachCode, `PROXY_${string}`> =>
  Object.hasOwn(REACH_CODES, code);

const isErrorCode = (code: string): code is keyof typeof ERROR_CODES =>
  Object.hasOwn(ERROR_CODES, code);

/** What the doctor knows brings its words along. */
async function symptomPages(): Promise<readonly Page[]> {
  return [...SYMPTOMS, ...(await distributionSymptoms())].map(({ code, title, cause, fix }) => ({
    ...DOCTOR,
    ...{ code, chapter: "Known troubles (bringup doctor)", means: title, why: cause, steps: fix },
  }));
}

/** So do the traces that distributions leave in their journals. */
async function tracePages(): Promise<readonly Page[]> {
  const drivers = await Promise.all(OBSERVED.map(({ load }) => load()));
  return drivers.flatMap(({ signatures }) =>
    signatures.map(({ code, cause, remedy, contains }) => ({
      ...TRACES,
      ...{ code, chapter: "Traces in the journals of a cluster", means: cause },
      ...{ why: `The journal of the service says: ${contains}`, steps: [remedy] },
    })),
  );
}
