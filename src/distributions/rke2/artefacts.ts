import { knownValue } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { Artefact, ImageNeeds, ImageRequest, PlanRequest } from "../driver.ts";
import { kubeVipArchive, kubeVipNeeds } from "../shared/kube-vip.ts";
import { inputsOf } from "./inputs.ts";
import { CNIS } from "./spec.ts";

/** The files a server is made from; absent ones only where the cluster is formed already. */
export interface Rke2Artefacts {
  /** Program, scripts and units in one archive. */
  readonly archive: Artefact | undefined;
  readonly images: readonly Artefact[];
  /** Of kube-vip, where a virtual address is announced. */
  readonly vipImages: Artefact | undefined;
  readonly all: readonly Artefact[];
}

/** As published with a release, distributions.md 4.3: core images, and those of the network. */
export function artefactNames(cluster: ClusterSpec, architecture: string): readonly string[] {
  const cni = cluster.cni ?? CNIS[0];
  const vip = doesAnnounce(cluster) ? [kubeVipArchive(architecture)] : [];
  return [archiveName(architecture), ...imageNames(cni, architecture), ...vip];
}

export function archiveName(architecture: string): string {
  return `rke2.linux-${architecture}.tar.gz`;
}

function imageNames(cni: string, architecture: string): readonly string[] {
  return setsOf(cni).map((set) => imageName(set, architecture));
}

function setsOf(cni: string): readonly string[] {
  return cni === "none" ? ["core"] : ["core", cni];
}

export function imageName(set: string, architecture: string): string {
  return `rke2-images-${set}.linux-${architecture}.tar.zst`;
}

export function artefactSet({ cluster, facts }: PlanRequest): Rke2Artefacts {
  const found = facts.artefactProblems.length > 0 ? [] : (knownValue(facts.artefacts) ?? []);
  const named = (name: string) => found.filter((artefact) => artefact.name === name);
  const [archive] = named(archiveName(facts.architecture));
  const images = imageNames(cluster.cni ?? CNIS[0], facts.architecture).flatMap(named);
  const vip = doesAnnounce(cluster) ? named(kubeVipArchive(facts.architecture)) : [];
  const all = [...(archive === undefined ? [] : [archive]), ...images, ...vip];
  return { archive, images, vipImages: vip[0], all };
}

/** A worker runs nothing of it. */
function doesAnnounce({ vip, role }: ClusterSpec): boolean {
  return role !== "worker" && vip !== undefined;
}

/** Names of what its releases hold since 1.26, by set. */
const HELD: Readonly<Record<string, readonly string[]>> = {
  core: [
    ...["hardened-kubernetes", "hardened-etcd", "hardened-coredns", "klipper-helm"],
    ...["mirrored-pause", "rke2-cloud-provider"],
  ],
  canal: ["hardened-calico", "hardened-flannel"],
  calico: ["mirrored-calico-operator", "mirrored-calico-node"],
  cilium: ["mirrored-cilium-cilium", "mirrored-cilium-operator-generic"],
  flannel: ["hardened-flannel"],
};

/** Pure. Images a set of the release cannot do without; one of them has the release itself for a tag. */
export function imagesOf(set: string, version: string): readonly string[] {
  const runtime = set === "core" ? [`rke2-runtime:v${version.replace("+", "-")}`] : [];
  return [...(HELD[set] ?? []), ...runtime].map((image) => `rancher/${image}`);
}

export function imageNeeds({ document, cluster, facts }: ImageRequest): readonly ImageNeeds[] {
  const { vip, cni, version } = inputsOf(document, cluster, facts);
  const sets = setsOf(cni).map((set): ImageNeeds => {
    const archive = imageName(set, facts.architecture);
    const list = archive.replace(/\.tar\.zst$/, ".txt");
    return { archive, images: imagesOf(set, version), list };
  });
  return [...sets, ...kubeVipNeeds(facts.architecture, vip)];
}
