// Over 100 lines: one step, with the list of all it removes.
import { z } from "zod";
import {
  blocked,
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type HostView,
  type RunContext,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { readJson } from "../../json/index.ts";
import { restoreRecordPath } from "../shared/restore-record.ts";
import { upgradeRecordPath } from "../shared/upgrade-record.ts";
import { killLeftovers } from "./leftovers.ts";
import { observeOwnership } from "./ownership.ts";
import {
  ASIDE,
  AUDIT_POLICY,
  BOOTSTRAP_CONF,
  CLAIM,
  CONFIG,
  CONTAINERD_UNIT,
  CONTAINERD_UNIT_FILE,
  CRICTL_CONFIG,
  ETCD_DATA,
  JOIN_CONFIG,
  KUBECONFIGS,
  KUBELET,
  KUBERNETES,
  MANIFESTS,
  PKI,
  PROGRAMS,
  PROXY_ENV,
  proxyDropIn,
  UNIT,
  UNIT_ARGUMENTS,
  UNIT_FILE,
  unpackedRecord,
} from "./paths.ts";
import { FSTAB, withSwap } from "./swap.ts";

export interface SweepParams {
  readonly cluster: string;
}

/** Removes a cluster from this host: pods, links and rules, files, programs, data. */
export function sweepStep(params: SweepParams): Step {
  return {
    id: "kubeadm.sweep",
    kind: "kubeadm.sweep",
    title: `Remove cluster ${params.cluster} with all its data`,
    params,
    inputsDigest: digestOf(params),
    impact: "data-loss",
    undo: "none",
    usualMs: 10_000,
    limit: { noProgressMs: 120_000, totalMs: 900_000 },
    rerun: "safe",
  };
}

/** An upgrade keeps the former one beside it. */
function placed(path: string): readonly string[] {
  return [path, `${path}.prev`];
}

const TOOLS = ["crictl", "cniplugins", "containerd"];

/** Ours wherever they are, the last one made first; folders whole. */
const OWN = [
  ...KUBECONFIGS,
  MANIFESTS,
  ETCD_DATA,
  KUBELET,
  CONFIG,
  JOIN_CONFIG,
  BOOTSTRAP_CONF,
  AUDIT_POLICY,
  upgradeRecordPath({ data: KUBERNETES }),
  restoreRecordPath({ data: KUBERNETES }),
  ASIDE,
  UNIT_ARGUMENTS,
  UNIT_FILE,
  proxyDropIn(UNIT),
  proxyDropIn(CONTAINERD_UNIT),
  PROXY_ENV,
  CRICTL_CONFIG,
  ...["kubeadm", "kubelet", "kubectl"].flatMap((name) => placed(`${PROGRAMS}/${name}`)),
  "/etc/sysctl.d/90-bringup-kubeadm.conf",
  "/etc/sysctl.d/90-kubelet.conf",
  "/etc/modules-load.d/bringup-kubeadm.conf",
];
/** Only where the artefacts brought containerd: else it is somebody else's. */
const OF_ENGINE = [
  CONTAINERD_UNIT_FILE,
  "/etc/containerd",
  ...placed("/usr/local/sbin/runc"),
  "/var/lib/containerd",
];
/** Gone when nothing is left in them. */
const FOLDERS = [`${UNIT_FILE}.d`, `${CONTAINERD_UNIT_FILE}.d`, "/opt/cni/bin", "/opt/cni"];

/** The claim goes last: until then a cut leaves data that is known to be ours. */
export const sweepHandler = defineHandler<SweepParams, "kubeadm.sweep">("kubeadm.sweep", {
  async check({ cluster }, { host }) {
    const owner = await observeOwnership(host);
    if (owner.is === "unknown") throw new Error(owner.why);
    if (owner.is === "known") {
      const { by, evidence, cluster: found } = owner.value;
      if (by === "someone-else")
        return blocked(`this host holds ${evidence}`, "Remove it the way it was set up.");
      if (found !== cluster)
        return blocked(`this host belongs to cluster ${found}`, `Name ${found} to remove it.`);
    }
    const left = await presentOf(await inventory(host), host);
    if (left.length === 0) return done("nothing of it is left");
    return todo(`${left.length} of its files and folders are here`);
  },
  async preview(_params, { host }) {
    const present = await presentOf(await inventory(host), host);
    const lines = present.map((path) => ({ sign: "-" as const, text: path }));
    return [{ subject: "the cluster on this host", lines }];
  },
  async run(_params, context) {
    const { host, report, signal } = context;
    await killLeftovers(context);
    const paths = await inventory(host);
    if (await isEngineOurs(host)) await stopEngine(context);
    await bringSwapBack(context);
    const last = [PKI, ...TOOLS.map(unpackedRecord)];
    for (const path of await presentOf(paths, host)) {
      if (last.includes(path)) continue;
      signal.throwIfAborted();
      await host.files.removeTree(path);
      report({ evidence: `removed ${path}` });
    }
    for (const folder of FOLDERS)
      if ((await host.files.list(folder))?.length === 0) await host.files.remove(folder);
    await host.units.reload();
    for (const tool of TOOLS) await host.files.remove(unpackedRecord(tool));
    await removeKeys(context);
  },
});

const unpacked = z.object({ files: z.array(z.object({ path: z.string() })) });

/** What is to go, whether it is there or not; what was unpacked is known by the records of it. */
async function inventory(host: HostView): Promise<readonly string[]> {
  const records = await Promise.all(
    TOOLS.map(async (tool) => (await host.files.readText(unpackedRecord(tool))) ?? ""),
  );
  const files = records.flatMap((text) => unpacked.safeParse(readJson(text)).data?.files ?? []);
  const engine = (await isEngineOurs(host)) ? OF_ENGINE : [];
  return [...OWN, ...engine, ...files.map(({ path }) => path), ...TOOLS.map(unpackedRecord), PKI];
}

async function isEngineOurs(host: HostView): Promise<boolean> {
  return (await host.files.stat(unpackedRecord("containerd"))) !== undefined;
}

async function stopEngine({ host, report }: RunContext): Promise<void> {
  if ((await host.units.show(CONTAINERD_UNIT)).is !== "known") return;
  await host.units.stop(CONTAINERD_UNIT, { timeoutMs: 100_000 });
  await host.units.disable(CONTAINERD_UNIT);
  report({ evidence: `stopped ${CONTAINERD_UNIT}` });
}

async function bringSwapBack({ host, signal }: RunContext): Promise<void> {
  const table = await host.files.readText(FSTAB);
  if (table === undefined || withSwap(table) === table) return;
  await host.files.writeAtomic(FSTAB, withSwap(table), { mode: 0o644, signal });
}

async function removeKeys({ host }: RunContext): Promise<void> {
  for (const name of (await host.files.list(PKI)) ?? [])
    if (`${PKI}/${name}` !== CLAIM) await host.files.removeTree(`${PKI}/${name}`);
  await host.files.removeTree(PKI);
  if ((await host.files.list(KUBERNETES))?.length === 0) await host.files.remove(KUBERNETES);
  if ((await host.files.stat(PKI)) === undefined) return;
  throw new BringupError("STEP_FAILED", `${PKI} could not be removed`, {
    hint: `See what is mounted below it (findmnt -R ${PKI}), then resume.`,
  });
}

async function presentOf(
  paths: readonly string[],
  host: CheckContext["host"],
): Promise<readonly string[]> {
  const stats = await Promise.all(paths.map((path) => host.files.stat(path)));
  return paths.filter((_, index) => stats[index] !== undefined);
}
