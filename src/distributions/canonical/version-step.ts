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
import { isSameVersion } from "../shared/versions.ts";
import { observeVersion } from "./version.ts";

export interface VersionParams {
  readonly version: string;
}

/** The last look before a cluster is formed: a file of another release may carry the same name. */
export function versionStep(params: VersionParams): Step {
  return {
    id: "canonical.version",
    kind: "canonical.version",
    title: `Make sure the snap is ${params.version}`,
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

export const versionHandler = defineHandler<VersionParams, "canonical.version">(
  "canonical.version",
  {
    check: compare,
    preview: async () => [],
    async run(params, context) {
      const { is, message } = await compare(params, context);
      if (is === "done") return context.report({ evidence: message });
      throw new BringupError("CLUSTER_START_FAILED", message, {
        hint: "Bring the snap of the version that is asked for.",
      });
    },
  },
);

async function compare(
  { version }: VersionParams,
  { host }: Pick<CheckContext, "host">,
): Promise<Verdict> {
  const found = await observeVersion(host);
  if (found.is === "unknown") return unclear(found.why);
  if (found.is === "absent") return todo("the snap is not installed yet");
  const { version: present } = found.value;
  return isSameVersion(version, present)
    ? done(`it is ${present}`)
    : todo(`the snap is ${present}, not ${version}`);
}
