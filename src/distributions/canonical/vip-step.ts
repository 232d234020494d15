import { defineHandler, digestOf, type Step, todo } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { applyObjects, compareObjects, nameOf, parseManifest } from "../../kube/index.ts";
import { hostAndPort } from "../../spec/index.ts";
import { endpointHandler, endpointStep } from "../shared/endpoint-step.ts";
import { renderKubeVipDaemonSet } from "../shared/kube-vip.ts";
import type { CanonicalInputs } from "./inputs.ts";
import { observeAccess } from "./observe.ts";
import { ADMIN_CONF } from "./paths.ts";
import { sansStep } from "./renew.ts";

export interface VipParams {
  /** Manifests, as they are applied. */
  readonly text: string;
}

const API_PORT = 6443;

/**
 * distributions.md 2.6: the snap announces nothing and watches no folder for manifests, so its API gets a
 * DaemonSet of kube-vip, which runs on every control plane there is and that will be. By the founder alone: what
 * it names is one interface for all.
 */
export function announceSteps({ vip }: CanonicalInputs, isFormed: boolean): readonly Step[] {
  if (vip === undefined) return [];
  const params: VipParams = { text: renderKubeVipDaemonSet(vip) };
  return [
    {
      id: "canonical.vip",
      kind: "canonical.vip",
      title: `Announce the virtual address ${vip.address} on ${vip.interface} by kube-vip ${vip.version}`,
      params,
      inputsDigest: digestOf(params),
      impact: "none",
      // Before it is formed, the claim takes everything along when it is taken back.
      undo: isFormed ? "none" : "compensate",
      ...(isFormed && { lock: ADMIN_CONF }),
      usualMs: 3000,
      limit: { noProgressMs: 180_000, totalMs: 600_000 },
      rerun: "safe",
    },
  ];
}

/** Others are told to come by this address, so it has to lead here, under a certificate that names it. */
export function answerSteps({ vip, sans }: CanonicalInputs, isFormed: boolean): readonly Step[] {
  const named = isFormed && sans.length > 0 ? [sansStep(sans)] : [];
  if (vip === undefined) return named;
  const endpoint = hostAndPort({ host: vip.address, port: API_PORT });
  return [...named, endpointStep("canonical", { endpoint })];
}

export const vipHandler = defineHandler<VipParams, "canonical.vip">("canonical.vip", {
  async check({ text }, { host, signal }) {
    const access = await observeAccess(host);
    if (access.is !== "known") return todo("there is no cluster to apply it to yet");
    return compareObjects({ host, signal }, access.value.kube, objectsIn(text));
  },
  async preview({ text }) {
    return objectsIn(text).map((object) => ({
      subject: nameOf(object),
      lines: [{ sign: "+", text: nameOf(object) }],
    }));
  },
  async run({ text }, context) {
    const access = await observeAccess(context.host);
    if (access.is !== "known") throw new BringupError("STEP_FAILED", `${ADMIN_CONF} is missing`);
    await applyObjects(context, access.value.kube, objectsIn(text));
  },
  /** Taking back the cluster takes it along. */
  undo: async () => undefined,
});

export const canonicalEndpointHandler = endpointHandler("canonical", observeAccess);

function objectsIn(text: string) {
  const manifest = parseManifest(text);
  if (manifest.is === "bad") throw new BringupError("BUG", manifest.why);
  return manifest.objects;
}
