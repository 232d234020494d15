import { defineHandler, digestOf, done, type Step, todo } from "../../engine/index.ts";
import { asTemplateText, fileEnsure } from "../../steps/index.ts";
import { type KubeVip, renderKubeVipPod } from "../shared/kube-vip.ts";
import { minorOf } from "../shared/versions.ts";
import type { KubeadmInputs } from "./inputs.ts";
import { ADMIN_CONF, SUPER_ADMIN_CONF, VIP_MANIFEST } from "./paths.ts";

export interface FirstVipParams {
  readonly text: string;
  /** What it is once the cluster stands: then nothing is put back. */
  readonly later: string;
}

/** Before the cluster stands, and before anything is started: the others reach it by this address. */
export function firstVipSteps(inputs: KubeadmInputs): readonly Step[] {
  const { vip, version } = inputs;
  // Before 1.29 the administrator has rights from the start.
  if (vip === undefined || minorOf(version) < 29) return vipSteps(inputs);
  const params: FirstVipParams = {
    text: renderKubeVipPod(vip, SUPER_ADMIN_CONF),
    later: renderKubeVipPod(vip, ADMIN_CONF),
  };
  return [
    {
      id: "kubeadm.first-vip",
      kind: "kubeadm.first-vip",
      title: `Announce the virtual address ${vip.address} on ${vip.interface} by kube-vip ${vip.version}`,
      params,
      inputsDigest: digestOf(params),
      impact: "none",
      // It lies among the manifests of the cluster, and goes with them when the claim is taken back.
      undo: "compensate",
      usualMs: 50,
      limit: { noProgressMs: 30_000, totalMs: 60_000 },
      rerun: "safe",
    },
  ];
}

/** As it is to be for good; none without a virtual address. */
export function vipSteps({ vip }: KubeadmInputs): readonly Step[] {
  if (vip === undefined) return [];
  const title = `Announce the virtual address ${vip.address} on ${vip.interface}, with ${ADMIN_CONF}`;
  return [
    fileEnsure({
      id: "kubeadm.vip",
      title,
      path: VIP_MANIFEST,
      template: manifestOf(vip),
      mode: 0o600,
    }),
  ];
}

function manifestOf(vip: KubeVip): string {
  return asTemplateText(renderKubeVipPod(vip, ADMIN_CONF));
}

/** distributions.md 2.6: while it is initialised, `admin.conf` has no rights that the pod could use. */
export const firstVipHandler = defineHandler<FirstVipParams, "kubeadm.first-vip">(
  "kubeadm.first-vip",
  {
    async check({ text, later }, { host }) {
      const found = await host.files.readText(VIP_MANIFEST);
      if (found === undefined) return todo(`${VIP_MANIFEST} is missing`);
      return found === text || found === later
        ? done(`${VIP_MANIFEST} is there`)
        : todo(`${VIP_MANIFEST} differs`);
    },
    async preview({ text }) {
      const lines = text.trimEnd().split("\n");
      return [
        { subject: VIP_MANIFEST, lines: lines.map((line) => ({ sign: "+" as const, text: line })) },
      ];
    },
    async run({ text }, { host, signal, report }) {
      await host.files.writeAtomic(VIP_MANIFEST, text, { mode: 0o600, signal });
      report({ evidence: `wrote ${VIP_MANIFEST}` });
    },
  },
);
