import {
  blocked,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
} from "../../engine/index.ts";
import { observeOwnership } from "./ownership.ts";
import { CLAIM, DATA } from "./paths.ts";

export interface ClaimParams {
  readonly cluster: string;
  /** Made for root alone before anything is written into them, as K3s would make them. */
  readonly folders: readonly string[];
}

/** Left by K3s outside of its data; keeping it would let a next cluster refuse this node's name. */
const NODE_PASSWORD = "/etc/rancher/node";
/** The files in them went one by one, before the kubeconfig did. */
const CONFIG_FOLDERS = ["/etc/rancher/k3s", "/etc/rancher"];
/** Shared with other distributions of the same maker. */
const PARENT = "/var/lib/rancher";
const KUBECONFIGS = ["/etc/rancher/k3s/k3s.yaml"];

/**
 * The first thing written, so that data found later is known to be ours. Taking it back removes the
 * data this run began, which nobody has used yet: after the commit there is no undo.
 */
export function claimStep(params: ClaimParams): Step {
  return {
    id: "k3s.claim",
    kind: "k3s.claim",
    title: `Claim ${DATA} for cluster ${params.cluster}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: 100,
    limit: { noProgressMs: 60_000, totalMs: 120_000 },
    rerun: "safe",
  };
}

export const claimHandler = defineHandler<ClaimParams, "k3s.claim">("k3s.claim", {
  async check({ cluster, folders }, { host }) {
    const owner = await observeOwnership(host);
    if (owner.is === "unknown") throw new Error(owner.why);
    if (owner.is === "absent") return todo("nothing lies there yet");
    if (owner.value.by === "someone-else")
      return blocked(`this host holds ${owner.value.evidence}`, "Remove it first.");
    if (owner.value.cluster !== cluster)
      return blocked(
        `this host belongs to cluster ${owner.value.cluster}`,
        "Remove that cluster first.",
      );
    for (const folder of folders)
      if ((await host.files.stat(folder)) === undefined) return todo(`${folder} is missing`);
    return done(`claimed by ${CLAIM}`);
  },
  async preview({ cluster }) {
    return [{ subject: CLAIM, lines: [{ sign: "+", text: `cluster ${cluster}` }] }];
  },
  async capture(_params, { host }) {
    const [data, parent] = await Promise.all([host.files.stat(DATA), host.files.stat(PARENT)]);
    return { hadData: data !== undefined, hadParent: parent !== undefined };
  },
  async run({ cluster, folders }, { host, signal, report }) {
    const text = `${JSON.stringify({ cluster })}\n`;
    await host.files.writeAtomic(CLAIM, text, { mode: 0o600, signal });
    for (const folder of folders) await host.files.makeDirectory(folder, { mode: 0o700 });
    report({ evidence: `wrote ${CLAIM}` });
  },
  async undo(_params, captured, context) {
    await killLeftovers(context);
    const { files } = context.host;
    for (const path of KUBECONFIGS) await files.remove(path);
    await files.removeTree(NODE_PASSWORD);
    for (const folder of CONFIG_FOLDERS)
      if ((await files.list(folder))?.length === 0) await files.remove(folder);
    // The claim goes last: until then a cut leaves data that is known to be ours.
    for (const folder of ["server", "agent", "data"]) await files.removeTree(`${DATA}/${folder}`);
    await files.remove(CLAIM);
    if (captured.hadData !== true) await files.removeTree(DATA);
    const left = await files.list(PARENT);
    if (captured.hadParent !== true && left?.length === 0) await files.removeTree(PARENT);
  },
});

/** Containers outlive the service on purpose (KillMode=process); their mounts would hold the data. */
async function killLeftovers({ host, signal }: RunContext): Promise<void> {
  if (host.kind !== "machine") return;
  await host.exec(["sh", "-s"], { input: KILL_SCRIPT, timeoutMs: 60_000, signal });
}

/** The part of k3s-killall.sh that a node without workloads needs; it only touches what K3s began. */
const KILL_SCRIPT = `
pids=$(ps -e -o pid= -o args= | sed -n 's|^ *\\([0-9]*\\) .*/rancher/k3s/data/[^/]*/bin/containerd-shim.*|\\1|p')
for pid in $pids; do
  kill -9 $(ps -e -o pid= -o ppid= | awk -v p="$pid" '$2 == p { print $1 }') "$pid" 2>/dev/null
done
for prefix in /run/k3s /var/lib/kubelet/pods /run/netns/cni-; do
  awk -v p="$prefix" 'index($2, p) == 1 { print $2 }' /proc/self/mounts | sort -r | xargs -r -n 1 umount -f 2>/dev/null
done
rm -rf /run/k3s /run/flannel
`;
