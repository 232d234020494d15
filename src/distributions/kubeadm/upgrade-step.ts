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
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { readJson } from "../../json/index.ts";
import { kubeGet } from "../../kube/index.ts";
import { minorOf } from "../shared/versions.ts";
import { observeLocalAccess } from "./access.ts";
import { ADMIN_CONF, KUBELET, manifestOf, PROGRAMS, UNIT } from "./paths.ts";
import { runKubeadm } from "./phase-step.ts";

export interface UpgradeParams {
  /** Without the `v`. */
  readonly to: string;
  readonly role: "control-plane" | "worker";
  /** Checks of kubeadm that a person waived. */
  readonly ignored: readonly string[];
}

/** distributions.md 5.5: the first of a cluster brings all of it along, each other one itself. */
export function upgradeStep(params: UpgradeParams): Step {
  const isControlPlane = params.role === "control-plane";
  return {
    id: "kubeadm.upgrade",
    kind: "kubeadm.upgrade",
    title: isControlPlane
      ? `Upgrade the control plane of this host to ${params.to}`
      : `Bring the settings of the kubelet to ${params.to}`,
    params,
    inputsDigest: digestOf(params),
    impact: "restart",
    undo: "none",
    // What was stored since may be of the new version.
    commit: true,
    ...(isControlPlane ? { lock: ADMIN_CONF, mark: "NO WAY BACK" } : {}),
    usualMs: 120_000,
    limit: { noProgressMs: 600_000, totalMs: LIMIT_MS + 60_000 },
    rerun: "safe",
  };
}

/** distributions.md 13.4: each pod may take five minutes to come, and etcd is among them. */
const LIMIT_MS = 2_400_000;
const API_MS = 540_000;
const LOOK_EVERY_MS = 2000;
const PARTS = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;
const CONFIG_MAP = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";

export const upgradeHandler = defineHandler<UpgradeParams, "kubeadm.upgrade">("kubeadm.upgrade", {
  async check(params, context) {
    const problem = await hostProblem(params, context.host);
    if (problem !== undefined) return problem;
    return params.role === "worker"
      ? await judgeWorker(params, context.host)
      : await judgeControlPlane(params, context);
  },
  preview: async ({ to, role }) => [
    { subject: role, lines: [{ sign: "+", text: `Kubernetes ${to}` }] },
  ],
  async run({ to, role, ignored }, context) {
    const ignore = ignored.length === 0 ? [] : [`--ignore-preflight-errors=${ignored.join(",")}`];
    const isFirst = role === "control-plane" && (await whichFirst(to, context)) === "no";
    const words = isFirst ? ["apply", `v${to}`, "--yes"] : ["node"];
    context.report({
      evidence: isFirst ? "the first of the cluster" : "the cluster is there already",
    });
    const argv = [`${PROGRAMS}/kubeadm`, "upgrade", ...words, ...ignore] as const;
    await runKubeadm(argv, LIMIT_MS, context);
    if (role === "worker") await noteSettings(to, context);
    context.report({ evidence: `kubeadm upgrade ended well: ${to}` });
  },
});

const CGROUP_V2 = "/sys/fs/cgroup/cgroup.controllers";
/** distributions.md 2.1: from here on the kubelet ends at once on v1. */
const CGROUP_V2_SINCE = 35;

async function hostProblem({ to }: UpgradeParams, host: HostView): Promise<Verdict | undefined> {
  const [all, v2] = await Promise.all([
    host.files.stat("/sys/fs/cgroup"),
    host.files.stat(CGROUP_V2),
  ]);
  if (minorOf(to) < CGROUP_V2_SINCE || all === undefined || v2 !== undefined) return undefined;
  return blocked(
    `Kubernetes ${to} needs cgroup v2, and this host runs v1`,
    "Add systemd.unified_cgroup_hierarchy=1 to the kernel command line and restart.",
  );
}

async function judgeControlPlane(
  { to }: UpgradeParams,
  context: Pick<CheckContext, "host" | "signal">,
): Promise<Verdict> {
  for (const part of PARTS) {
    const manifest = await context.host.files.readText(manifestOf(part));
    if (manifest?.includes(`${part}:v${to}`) !== true) return todo(`${part} is not ${to} yet`);
  }
  // While its pods are started anew nobody can be asked: then what they are told decides.
  return (await clusterVersionIs(to, context)) === "no"
    ? todo("the cluster does not know of it yet")
    : done(`the control plane is ${to}`);
}

/** Of a worker: kubeadm leaves no mark of its own on the settings it wrote. */
const SETTINGS = `${KUBELET}/bringup-settings.json`;
const settings = z.object({ version: z.string() });

async function noteSettings(version: string, { host, signal }: RunContext): Promise<void> {
  const text = `${JSON.stringify({ version })}\n`;
  await host.files.writeAtomic(SETTINGS, text, { mode: 0o644, signal });
}

/** Its kubelet is replaced after this: from then on nothing is left to do. */
async function judgeWorker({ to }: UpgradeParams, host: HostView): Promise<Verdict> {
  const outcome = await host.probe([`${PROGRAMS}/kubelet`, "--version"], { timeoutMs: 3000 });
  const isNew = outcome.is === "exited" && outcome.stdout.includes(`v${to}`);
  if (isNew) return done(`the kubelet is ${to}`);
  const noted = settings.safeParse(readJson((await host.files.readText(SETTINGS)) ?? "")).data;
  return noted?.version === to
    ? done(`the settings of the kubelet are of ${to}`)
    : todo(`the settings of the kubelet are not of ${to} yet`);
}

/** As kubeadm left it for whoever joins. */
async function clusterVersionIs(
  to: string,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<"yes" | "no" | "not told"> {
  const access = await observeLocalAccess(host);
  if (access.is !== "known") return "not told";
  const answer = await kubeGet(host, access.value.kube, CONFIG_MAP, { signal });
  if (answer.is !== "ok") return "not told";
  return answer.text.includes(`kubernetesVersion: v${to}`) ? "yes" : "no";
}

/** After a boot the pods take their time. @throws CLUSTER_START_FAILED */
async function whichFirst(to: string, context: RunContext): Promise<"yes" | "no"> {
  const { clock } = context.host;
  const untilMs = clock.monotonicMs() + API_MS;
  for (;;) {
    const told = await clusterVersionIs(to, context);
    if (told !== "not told") return told;
    if (clock.monotonicMs() > untilMs)
      throw new BringupError("CLUSTER_START_FAILED", "the API of this host does not answer", {
        hint: `Read the journal: journalctl -u ${UNIT}.`,
      });
    await clock.sleep(LOOK_EVERY_MS, context.signal);
  }
}
