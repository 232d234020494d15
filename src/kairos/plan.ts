import {
  type Blocked,
  type Candidate,
  type HostView,
  knownValue,
  type Step,
} from "../engine/index.ts";
import { BOOT_WORDS, type BootKind, observeBoot } from "./boot.ts";
import { forgottenSteps, withCopies } from "./forgotten.ts";
import { persistEmit } from "./persist-emit.ts";
import { documentedLayout, type Layout, observeLayout } from "./persistence.ts";

export interface KairosRequest {
  readonly host: HostView;
  /** Name of the cluster the document asks for; absent: none. */
  readonly cluster: string | undefined;
  /** What the document asks of the host itself, and of the cluster. */
  readonly settings: Candidate;
  readonly planned: Candidate;
}

/**
 * The plan of an immutable host: what it forgets is left to be done again at every start. Started for
 * repairs alone, it is only looked at.
 */
export async function planImmutable(request: KairosRequest): Promise<Candidate> {
  const { host, cluster, settings } = request;
  const both = joined(request);
  const obstacle = await bootObstacle(host);
  if (obstacle !== undefined) return { steps: [], skipped: [], blocked: [obstacle] };
  // What is not asked for any more is not managed, and goes on as it was approved.
  if (cluster === undefined) return both;
  const layout = knownValue(await observeLayout(host)) ?? documentedLayout(await flavourOf(host));
  const steps = withCopies(both.steps, layout);
  const emitted = emit(cluster, steps, layout);
  const at = settings.steps.length;
  return { ...both, steps: [...steps.slice(0, at), ...emitted, ...steps.slice(at)] };
}

/** Pure: the settings of a host, then its cluster. */
export function joined({
  settings,
  planned,
}: Pick<KairosRequest, "settings" | "planned">): Candidate {
  return {
    steps: [...settings.steps, ...planned.steps],
    skipped: [...settings.skipped, ...planned.skipped],
    blocked: [...settings.blocked, ...planned.blocked],
  };
}

function emit(cluster: string, all: readonly Step[], layout: Layout): readonly Step[] {
  const steps = forgottenSteps(all, layout);
  const commit = recordIn(all.find((step) => step.commit === true));
  return steps.length === 0 || commit === undefined
    ? []
    : [persistEmit({ cluster, commit, steps })];
}

function recordIn(step: Step | undefined): string | undefined {
  const { params } = step ?? {};
  if (typeof params !== "object" || params === null || !("path" in params)) return undefined;
  return typeof params.path === "string" ? params.path : undefined;
}

const REPAIRS: readonly BootKind[] = ["recovery", "reset", "live"];

/** Why nothing may be changed in what was started; `undefined`: it may. */
export async function bootObstacle(host: HostView): Promise<Blocked | undefined> {
  const boot = knownValue(await observeBoot(host));
  if (boot === undefined || !REPAIRS.includes(boot.kind)) return undefined;
  return {
    code: "BOOT_FOR_REPAIR",
    message: `this is ${BOOT_WORDS[boot.kind]} (${boot.evidence.join(", ")}): it is only looked at`,
    hint: "Start the active system, then plan again.",
  };
}

async function flavourOf(host: HostView): Promise<string | undefined> {
  const text = (await host.files.readText("/etc/os-release")) ?? "";
  return /^KAIROS_FLAVOR="?([a-z0-9]+)/m.exec(text)?.[1];
}
