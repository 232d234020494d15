import {
  blocked,
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type HostView,
  type Step,
  todo,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { askMembers } from "./k8sd.ts";
import { observeOwnership } from "./ownership.ts";
import {
  CLAIM,
  COMMIT,
  HOSTS_D,
  KUBERNETES,
  PROXY_ENV,
  proxyDropIn,
  RESTORE,
  SNAP_DATA,
} from "./paths.ts";
import { removeSnap } from "./snap-step.ts";
import { leftBehind, sweepFiles } from "./sweep-files.ts";
import { SERVICES } from "./units.ts";

export interface SweepParams {
  readonly cluster: string;
  /** `go-on`: this host left them in a step before; absent: there are none. */
  readonly others?: "go-on";
}

/** Removes a cluster from this host: the snap with its data, links and rules, files, the claim. */
export function sweepStep(params: SweepParams): Step {
  return {
    id: "canonical.sweep",
    kind: "canonical.sweep",
    title: `Remove snap k8s and cluster ${params.cluster} with all its data`,
    params,
    inputsDigest: digestOf(params),
    impact: "data-loss",
    undo: "none",
    usualMs: 60_000,
    limit: { noProgressMs: 300_000, totalMs: 900_000 },
    rerun: "safe",
  };
}

/** Ours, wherever they are. */
const OWN = [
  ...SERVICES.map(proxyDropIn),
  PROXY_ENV,
  HOSTS_D,
  RESTORE,
  "/etc/sysctl.d/90-bringup-canonical.conf",
  "/etc/sysctl.d/90-kubelet.conf",
  "/etc/modules-load.d/bringup-canonical.conf",
];

const ASK_MS = 5000;

/** The claim goes last: until then a cut leaves what is known to be ours. */
export const sweepHandler = defineHandler<SweepParams, "canonical.sweep">("canonical.sweep", {
  async check({ cluster, others }, context): Promise<Verdict> {
    const { host } = context;
    const owner = await observeOwnership(host);
    if (owner.is === "unknown") throw new Error(owner.why);
    if (owner.is === "known") {
      const { by, evidence, cluster: found } = owner.value;
      if (by === "someone-else")
        return blocked(`this host holds ${evidence}`, "Remove it the way it was set up.");
      if (found !== cluster)
        return blocked(`this host belongs to cluster ${found}`, `Name ${found} to remove it.`);
    }
    const left = await present(host);
    if (left.length === 0) return done("nothing of it is left");
    const found = others === "go-on" ? [] : await members(context);
    if (found.length > 0) return blocked(stillIn(found), LEAVE_FIRST);
    return todo(`${left.length} of its files and folders are here`);
  },
  async preview(_params, { host }) {
    const lines = (await present(host)).map((path) => ({ sign: "-" as const, text: path }));
    return [{ subject: "snap k8s and the cluster on this host", lines }];
  },
  async run(_params, context) {
    const { host, report } = context;
    const found = await members(context);
    if (found.length > 0)
      throw new BringupError("STEP_FAILED", stillIn(found), { hint: LEAVE_FIRST });
    await removeSnap("k8s", context);
    await sweepFiles(context);
    for (const path of OWN) {
      if ((await host.files.stat(path)) === undefined) continue;
      await host.files.removeTree(path);
      report({ evidence: `removed ${path}` });
    }
    for (const folder of SERVICES.map((name) => proxyDropIn(name).replace(/\/[^/]*$/, "")))
      if ((await host.files.list(folder))?.length === 0) await host.files.remove(folder);
    await host.units.reload();
    await host.files.remove(COMMIT);
    await host.files.remove(CLAIM);
    if ((await host.files.list(KUBERNETES))?.length === 0) await host.files.remove(KUBERNETES);
  },
});

async function present(host: HostView): Promise<readonly string[]> {
  const own = [...OWN, SNAP_DATA, COMMIT, CLAIM];
  const stats = await Promise.all(own.map((path) => host.files.stat(path)));
  const found = own.filter((_, at) => stats[at] !== undefined);
  return [...new Set([...found, ...(await leftBehind(host))])];
}

/** Who does not answer is no member to leave: what is dead has to be removable. */
const LEAVE_FIRST =
  "Let this host leave it first: removed like this it would stay a voter that never answers.";

function stillIn(found: readonly string[]): string {
  return `the cluster has other members: ${found.join(", ")}`;
}

async function members({
  host,
  signal,
}: Pick<CheckContext, "host" | "signal">): Promise<readonly string[]> {
  const told = await askMembers(host, { signal, timeoutMs: ASK_MS });
  if (told.is !== "told" || told.value.length < 2) return [];
  return told.value.map(({ name }) => name);
}
