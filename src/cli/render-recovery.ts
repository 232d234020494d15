import type { StoresSlice } from "../session/index.ts";
import { isLost, newestSurvivor, recoveryGuides, stepLines, worstStore } from "../status/index.ts";
import { sanitize } from "../text/index.ts";
import { indented, type Output } from "./output.ts";

/** What people do about a lost quorum, in order; nothing of it is done here. */
export function printRecovery(stores: StoresSlice, out: Output): void {
  const guides = recoveryGuides(stores);
  out.object({ guides });
  for (const line of recoveryLines(stores, out.width)) out.line(line);
}

/** Pure: lines of at most this many cells. */
export function recoveryLines(stores: StoresSlice, width: number): readonly string[] {
  const store = worstStore(stores);
  if (store === undefined || !isLost(store)) return ["No datastore has lost its quorum."];
  const guides = recoveryGuides(stores);
  const field = (label: string, text: string) => {
    const [first = "", ...rest] = indented(sanitize(text), LABEL_WIDTH, width);
    return [label.padEnd(LABEL_WIDTH) + first.slice(LABEL_WIDTH), ...rest];
  };
  return [
    `${store.title}: ${store.verdict.is}; ${store.verdict.why}.`,
    ...field("Newest", newestSurvivor(store)),
    ...(guides.length === 0 ? ["No steps are known for this datastore."] : []),
    ...guides.flatMap(({ title, before, steps, source }) => [
      "",
      `${title}. Steps for people; this program does none of them.`,
      ...before.flatMap((text) => field("Before", text)),
      ...steps.flatMap((step, at) => [
        "",
        `${at + 1} ${step.title}`,
        ...stepLines(step).flatMap(([label, text]) => field(label, text)),
      ]),
      "",
      ...field("From", source),
    ]),
  ];
}

const LABEL_WIDTH = 8;
