import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type Step,
  todo,
  unclear,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { isSameVersion } from "./inputs.ts";
import { BINARY } from "./paths.ts";
import { observeVersion } from "./version.ts";

export interface VersionParams {
  readonly version: string;
}

/** The last look before the start: checksums say what was published, not which version it is. */
export function versionStep(params: VersionParams): Step {
  return {
    id: "k3s.version",
    kind: "k3s.version",
    title: `Make sure the program is ${params.version}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    // Looking changes nothing, so there is nothing to take back.
    undo: "exact",
    usualMs: 200,
    limit: { noProgressMs: 30_000, totalMs: 30_000 },
    rerun: "safe",
  };
}

export const versionHandler = defineHandler<VersionParams, "k3s.version">("k3s.version", {
  check: compare,
  preview: async () => [],
  async run(params, context) {
    const verdict = await compare(params, context);
    if (verdict.is === "done") return context.report({ evidence: verdict.message });
    throw new BringupError("CLUSTER_START_FAILED", verdict.message, {
      hint: "Bring the artefacts of the version that is asked for.",
    });
  },
});

async function compare(
  { version }: VersionParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<Verdict> {
  const found = await observeVersion(host, signal);
  if (found.is === "unknown") return unclear(found.why);
  if (found.is === "absent") return todo(`${BINARY} is not in place yet`);
  if (isSameVersion(version, found.value.version)) return done(`it is ${found.value.version}`);
  // An older program may lie there; the step before this one replaces it.
  return todo(`${BINARY} is ${found.value.version}`);
}
