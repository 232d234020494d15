import {
  type Change,
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type HostView,
  type RunContext,
  type Step,
  todo,
  unclear,
  type Verdict,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { applyObject } from "./apply-object.ts";
import { kubeGet } from "./client.ts";
import { type KubeAccess, parseKubeconfig } from "./kubeconfig.ts";
import { APPLIED, type ManifestObject, nameOf, parseManifest, stamped } from "./manifest.ts";
import { readObject } from "./objects.ts";
import { withPodNetwork } from "./pod-network.ts";
import { createPathFinder } from "./resources.ts";

export interface KubeApplyParams {
  /** Manifest on this host; its content is fixed by `sha256`. */
  readonly manifest: string;
  readonly sha256: string;
  readonly kubeconfig: string;
  /** Replaces the pod network the manifest was published with. */
  readonly podCidr: string;
}

export interface KubeApplyOptions extends KubeApplyParams {
  /** `compensate` while taking back the cluster takes its objects along; else `none`. */
  readonly undo: "compensate" | "none";
  readonly id: string;
  readonly title: string;
  readonly usualMs?: number;
}

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** Puts the objects of a manifest into the cluster; objects others added are left alone. */
export function kubeApplyStep({ id, title, usualMs, undo, ...params }: KubeApplyOptions): Step {
  return {
    id,
    kind: "kube.apply",
    title,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo,
    usualMs: usualMs ?? 3000,
    limit: { noProgressMs: 180_000, totalMs: 600_000 },
    rerun: "safe",
  };
}

export const kubeApplyHandler = defineHandler<KubeApplyParams, "kube.apply">("kube.apply", {
  async check(params, { host, signal }) {
    const objects = await objectsOf(host, params);
    const access = await accessOf(host, params);
    if (access === undefined) return todo("there is no cluster to apply it to yet");
    return compareObjects({ host, signal }, access, objects);
  },
  async preview(params, { host }): Promise<readonly Change[]> {
    const objects = await objectsOf(host, params);
    return objects.map((object) => ({
      subject: nameOf(object),
      lines: [{ sign: "+", text: nameOf(object) }],
    }));
  },
  async run(params, context) {
    const objects = await objectsOf(context.host, params);
    const access = await accessOf(context.host, params);
    if (access === undefined)
      throw new BringupError("STEP_FAILED", `${params.kubeconfig} is missing or not readable`);
    await applyObjects(context, access, objects);
  },
});

/** In their order, each with the mark of its content. @throws as `applyObject` */
export async function applyObjects(
  context: RunContext,
  access: KubeAccess,
  objects: readonly ManifestObject[],
): Promise<void> {
  const finder = createPathFinder(context.host, access);
  for (const [index, object] of objects.entries()) {
    await applyObject(context, { access, finder }, stamped(object));
    context.report({
      evidence: `applied ${nameOf(object)}`,
      done: index + 1,
      total: objects.length,
      unit: "items",
    });
  }
}

/** Whether they are there with the content that would be applied, by their marks. */
export async function compareObjects(
  { host, signal }: Pick<CheckContext, "host" | "signal">,
  access: KubeAccess,
  objects: readonly ManifestObject[],
): Promise<Verdict> {
  const finder = createPathFinder(host, access);
  for (const object of objects) {
    const path = await finder.pathOf(object, { signal });
    if (path.is === "missing") return todo(`${nameOf(object)} is not in the cluster`);
    if (path.is === "failed") return todo(`the API does not answer yet: ${path.why}`);
    const read = readObject(await kubeGet(host, access, path.value, { signal }));
    if (read.is === "missing") return todo(`${nameOf(object)} is not in the cluster`);
    if (read.is === "failed") return unclear(`${nameOf(object)}: ${read.why}`);
    const applied = read.value.metadata.annotations?.[APPLIED];
    if (applied !== stamped(object).metadata.annotations?.[APPLIED])
      return todo(`${nameOf(object)} differs from the manifest`);
  }
  return done(`${objects.length} objects are in the cluster`);
}

async function objectsOf(host: HostView, params: KubeApplyParams) {
  const bytes = await host.files.read(params.manifest, { maxBytes: MAX_MANIFEST_BYTES });
  if (bytes === undefined)
    throw new BringupError("ARTEFACT_MISSING", `${params.manifest} is missing`);
  if (digestOf(bytes) !== params.sha256)
    throw new BringupError("ARTEFACT_CORRUPT", `${params.manifest} is not what was published`);
  const manifest = parseManifest(new TextDecoder().decode(bytes));
  if (manifest.is === "bad")
    throw new BringupError("ARTEFACT_CORRUPT", `${params.manifest}: ${manifest.why}`);
  return manifest.objects.map((object) => withPodNetwork(object, params.podCidr));
}

async function accessOf(host: CheckContext["host"], { kubeconfig }: KubeApplyParams) {
  const text = await host.files.readText(kubeconfig);
  return text === undefined ? undefined : parseKubeconfig(text);
}
