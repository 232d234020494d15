import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type Handler,
  type Step,
  todo,
  unclear,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { observeVersion } from "./installed-version.ts";
import type { ServerKind } from "./server-kind.ts";
import { isSameVersion } from "./versions.ts";

export interface VersionParams {
  readonly version: string;
}

/** The last look before the start: checksums say what was published, not which version it is. */
export function versionStep(id: string, params: VersionParams): Step {
  return {
    id: `${id}.version`,
    kind: `${id}.version`,
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

type Versioned = Pick<ServerKind, "id" | "program" | "otherPrograms" | "versionIn">;

export function versionHandler(kind: Versioned): Handler<string, VersionParams> {
  return defineHandler<VersionParams>(`${kind.id}.version`, {
    check: (params, context) => compare(kind, params, context),
    preview: async () => [],
    async run(params, context) {
      const verdict = await compare(kind, params, context);
      if (verdict.is === "done") return context.report({ evidence: verdict.message });
      throw new BringupError("CLUSTER_START_FAILED", verdict.message, {
        hint: "Bring the artefacts of the version that is asked for.",
      });
    },
  });
}

async function compare(
  kind: Versioned,
  { version }: VersionParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<Verdict> {
  const found = await observeVersion(host, kind, signal);
  if (found.is === "unknown") return unclear(found.why);
  if (found.is === "absent") return todo(`${kind.program} is not in place yet`);
  if (isSameVersion(version, found.value.version)) return done(`it is ${found.value.version}`);
  // An older program may lie there; the step before this one replaces it.
  return todo(`${kind.program} is ${found.value.version}`);
}
