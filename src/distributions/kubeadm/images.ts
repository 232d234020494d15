import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { formatBytes } from "../../quantity/index.ts";
import type { Artefact } from "../driver.ts";
import { short } from "../evidence.ts";
import { kubeVipImage } from "../shared/kube-vip.ts";
import type { KubeadmInputs } from "./inputs.ts";
import { CONTAINERD_UNIT, SOCKET } from "./paths.ts";

export interface ImagesParams {
  readonly archive: string;
  readonly sha256: string;
  /** References containerd has to know when it is done. */
  readonly required: readonly string[];
}

/** Pods of Kubernetes see images of this namespace alone. */
export const CTR = ["ctr", "-n", "k8s.io"] as const;
const LOOK_EVERY_MS = 500;
const ENGINE_MS = 60_000;

export function imagesStep(
  { path, sha256, name, sizeBytes }: Artefact,
  inputs: KubeadmInputs,
): Step {
  const params: ImagesParams = { archive: path, sha256, required: requiredImages(inputs) };
  return {
    id: "kubeadm.images",
    kind: "kubeadm.images",
    title: `Import images: ${name}, ${formatBytes(sizeBytes)}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    // Images nobody uses are removed by containerd's garbage collection, or stay for the next attempt.
    undo: "compensate",
    usualMs: 5000 + sizeBytes / 10_000,
    limit: { noProgressMs: 600_000, totalMs: 1_800_000 },
    rerun: "safe",
  };
}

/** Those whose version is known; etcd and CoreDNS are named by kubeadm alone. */
export function requiredImages(inputs: KubeadmInputs): readonly string[] {
  const { version, pauseImage, vip, join } = inputs;
  const isWorker = join?.role === "worker";
  const plane = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];
  const parts = [...(isWorker ? [] : plane), "kube-proxy"];
  const more = vip === undefined || isWorker ? [] : [kubeVipImage(vip)];
  return [...parts.map((part) => `registry.k8s.io/${part}:v${version}`), pauseImage, ...more];
}

export const imagesHandler = defineHandler<ImagesParams, "kubeadm.images">("kubeadm.images", {
  async check(params, context) {
    const missing = await missingOf(params, context);
    if (missing === undefined) return todo("containerd does not tell yet");
    return missing.length === 0
      ? done(`${params.required.length} required images are there`)
      : todo(`${missing.length} required images are missing`);
  },
  async preview({ required }) {
    return [{ subject: "images", lines: required.map((text) => ({ sign: "+", text })) }];
  },
  async run(params, context) {
    await waitForEngine(context);
    await load(params, context);
    const missing = await missingOf(params, context);
    if (missing?.length === 0) return context.report({ evidence: "all required images are there" });
    throw new BringupError(
      "CLUSTER_START_FAILED",
      `${params.archive} was imported, and lacks ${missing?.[0] ?? "what was asked"}`,
      { hint: "Bring the images of this version: kubeadm config images list names them." },
    );
  },
});

async function load({ archive }: ImagesParams, { host, signal, report }: RunContext) {
  const outcome = await host.exec([...CTR, "images", "import", archive], {
    timeoutMs: 1_800_000,
    signal,
    onLine: (line) => report({ evidence: short(line) }),
  });
  if (outcome.is === "exited" && outcome.exitCode === 0) return;
  const why = outcome.is === "exited" ? short(outcome.stderr.trim()) : outcome.is;
  throw new BringupError("CLUSTER_START_FAILED", `${archive} cannot be imported: ${why}`, {
    hint: `Look at the space of /var/lib/containerd and at journalctl -u ${CONTAINERD_UNIT}.`,
  });
}

/** Its start does not block. */
async function waitForEngine({ host, signal }: RunContext): Promise<void> {
  const untilMs = host.clock.monotonicMs() + ENGINE_MS;
  while ((await host.files.stat(SOCKET)) === undefined) {
    if (host.clock.monotonicMs() > untilMs)
      throw new BringupError("CLUSTER_START_FAILED", `${SOCKET} does not appear`, {
        hint: `Read the journal: journalctl -u ${CONTAINERD_UNIT}.`,
      });
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** `undefined`: containerd did not tell. */
async function missingOf(
  { required }: ImagesParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<readonly string[] | undefined> {
  if ((await host.files.stat(SOCKET)) === undefined) return undefined;
  const outcome = await host.probe([...CTR, "images", "ls", "-q"], {
    timeoutMs: 10_000,
    signal,
  });
  if (outcome.is !== "exited" || outcome.exitCode !== 0) return undefined;
  const found = new Set(outcome.stdout.split("\n"));
  return required.filter((image) => !found.has(image));
}
