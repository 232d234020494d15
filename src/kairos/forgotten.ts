import { digestOf, type Step } from "../engine/index.ts";
import { type Layout, survives } from "./persistence.ts";

/** Their effect is in the memory of the kernel, or in what the image brings: gone after every start. */
const IN_MEMORY = new Set([
  "module.ensure",
  "sysctl.ensure",
  "hostname.ensure",
  "timezone.ensure",
  "trust.ensure",
]);

/** By these names step kinds keep the files they write; `writes`: files of the host that they change. */
const PATHS = ["path", "to", "persistPath"];

/** Copies of forgotten files that hold secrets: once those are wiped, nothing else can write them. */
export const KEPT_COPIES = "/usr/local/bringup/kept";

/**
 * Pure. Of the steps of a plan, in their order, what a restart undoes: up to the last service that starts by
 * us alone, or all of it where services have links of their own.
 */
export function forgottenSteps(steps: readonly Step[], layout: Layout): readonly Step[] {
  const forgotten = steps.filter((step) => isForgotten(step, layout));
  const last = forgotten.findLastIndex(isStart);
  return forgotten.slice(0, last < 0 ? undefined : last + 1).map(asAtStart);
}

/** Titles tell what a host is like now; these are for all its starts to come. */
function asAtStart(step: Step): Step {
  return isStart(step) ? { ...step, title: `Start ${String(fieldsOf(step).unit)}` } : step;
}

/** Pure. The same steps; forgotten files with secrets in them leave a copy where it is kept. */
export function withCopies(steps: readonly Step[], layout: Layout): readonly Step[] {
  return steps.map((step) => {
    const path = secretFile(step);
    if (path === undefined || survives(path, layout)) return step;
    const keep = `${KEPT_COPIES}/${path.slice(1).replaceAll("/", "_")}`;
    return {
      ...step,
      params: { ...fieldsOf(step), keep },
      inputsDigest: digestOf({ inputs: step.inputsDigest, keep }),
    };
  });
}

/** Pure: where the copy of what this step writes lies; absent: it leaves none. */
export function copyOf(step: Step): string | undefined {
  const { keep } = fieldsOf(step);
  return typeof keep === "string" ? keep : undefined;
}

function isForgotten(step: Step, layout: Layout): boolean {
  if (IN_MEMORY.has(step.kind) || isStart(step)) return true;
  const fields = fieldsOf(step);
  const named = PATHS.map((name) => fields[name]);
  const changed = Array.isArray(fields.writes) ? fields.writes : [];
  return [...named, ...changed].some(
    (path) => typeof path === "string" && path.startsWith("/") && !survives(path, layout),
  );
}

/** A unit that no link starts: an image that is replaced would keep it, or lose it, at the wrong time. */
function isStart(step: Step): boolean {
  return step.kind === "unit.ensure" && fieldsOf(step).enable === "runtime";
}

function secretFile(step: Step): string | undefined {
  if (step.kind !== "file.ensure" && step.kind !== "env.ensure") return undefined;
  const fields = fieldsOf(step);
  const hasSecret = /\{\{secret:/.test(JSON.stringify(fields));
  return hasSecret && typeof fields.path === "string" ? fields.path : undefined;
}

function fieldsOf({ params }: Step): Readonly<Record<string, unknown>> {
  return typeof params === "object" && params !== null ? { ...params } : {};
}
