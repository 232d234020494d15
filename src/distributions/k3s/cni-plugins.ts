import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { CNI_FOLDER, CNI_PROGRAM } from "./paths.ts";

export interface CniPluginsParams {
  readonly names: readonly string[];
}

/** Flannel's manifest brings `flannel` alone and delegates to these. */
const NAMES = ["bridge", "host-local", "loopback", "portmap"];

/**
 * With the built-in Flannel off, containerd looks for plugins in /opt/cni/bin, where a bare host has
 * none: the node would turn Ready and no pod would start. K3s carries them as one program under
 * several names; it is copied there, and plugins that already lie there are left alone.
 */
export function cniPluginsStep(): Step {
  const params: CniPluginsParams = { names: NAMES };
  return {
    id: "k3s.cni-plugins",
    kind: "k3s.cni-plugins",
    title: `Place CNI plugins ${NAMES.join(", ")}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "exact",
    usualMs: 1000,
    limit: { noProgressMs: 60_000, totalMs: 300_000 },
    rerun: "safe",
  };
}

export const cniPluginsHandler = defineHandler<CniPluginsParams, "k3s.cni-plugins">(
  "k3s.cni-plugins",
  {
    async check({ names }, context) {
      const missing = await missingOf(names, context);
      return missing.length === 0
        ? done(`${CNI_FOLDER} has them`)
        : todo(`${CNI_FOLDER} lacks ${missing.join(", ")}`);
    },
    async preview({ names }, context) {
      const missing = await missingOf(names, context);
      return missing.map((name) => ({
        subject: `${CNI_FOLDER}/${name}`,
        lines: [{ sign: "+", text: `copy of ${CNI_PROGRAM}` }],
      }));
    },
    async capture({ names }, context) {
      return { missing: await missingOf(names, context) };
    },
    async run({ names }, context) {
      const { files } = context.host;
      if ((await files.read(CNI_PROGRAM, { maxBytes: 1 })) === undefined)
        throw new BringupError(
          "STEP_FAILED",
          `${CNI_PROGRAM} is missing: K3s has not unpacked itself`,
        );
      for (const name of await missingOf(names, context)) {
        await files.copy(CNI_PROGRAM, `${CNI_FOLDER}/${name}`, {
          mode: 0o755,
          signal: context.signal,
        });
        context.report({ evidence: `placed ${CNI_FOLDER}/${name}` });
      }
    },
    async undo(_params, { missing }, { host }) {
      if (!Array.isArray(missing)) return;
      for (const name of missing) await host.files.remove(`${CNI_FOLDER}/${name}`);
    },
  },
);

async function missingOf(names: readonly string[], { host }: Pick<CheckContext, "host">) {
  const found = (await host.files.list(CNI_FOLDER)) ?? [];
  return names.filter((name) => !found.includes(name));
}
