import { knownValue } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { Artefact, ImageNeeds, ImageRequest, PlanRequest } from "../driver.ts";
import { kubeVipArchive, kubeVipNeeds } from "../shared/kube-vip.ts";
import { inputsOf } from "./inputs.ts";
import { announcedVip, CNIS } from "./spec.ts";

/** The files a server is made from; absent ones only where the cluster is formed already. */
export interface K3sArtefacts {
  readonly binary: Artefact | undefined;
  readonly images: Artefact | undefined;
  readonly manifest: Artefact | undefined;
  /** Of kube-vip, where a virtual address is announced. */
  readonly vipImages: Artefact | undefined;
  readonly all: readonly Artefact[];
}

/** As published with a release, distributions.md 3.2; the CNI manifest is brought along. */
export function artefactNames(cluster: ClusterSpec, architecture: string): readonly string[] {
  return [
    binaryName(architecture),
    imagesName(architecture),
    ...(cluster.cni === "none" ? [] : [`${cluster.cni ?? CNIS[0]}.yaml`]),
    ...(doesAnnounce(cluster) ? [kubeVipArchive(architecture)] : []),
  ];
}

export function artefactSet({ cluster, facts }: PlanRequest, cni: string): K3sArtefacts {
  const found = knownValue(facts.artefacts) ?? [];
  const problems = facts.artefactProblems.length > 0;
  const named = (name: string) =>
    problems ? undefined : found.find((artefact) => artefact.name === name);
  const [program = "", archive = ""] = artefactNames(cluster, facts.architecture);
  const [binary, images, manifest] = [named(program), named(archive), named(`${cni}.yaml`)];
  const vipImages = doesAnnounce(cluster) ? named(kubeVipArchive(facts.architecture)) : undefined;
  const all = [binary, images, manifest, vipImages].filter((artefact) => artefact !== undefined);
  return { binary, images, manifest, vipImages, all };
}

/** A worker runs nothing of it. */
function doesAnnounce(cluster: ClusterSpec): boolean {
  return cluster.role !== "worker" && announcedVip(cluster) !== undefined;
}

/** What K3s starts by itself, of whatever release; its own list tells all of them. */
const ALWAYS = ["rancher/mirrored-pause", "rancher/mirrored-coredns-coredns"];

export function imageNeeds({ document, cluster, facts }: ImageRequest): readonly ImageNeeds[] {
  const { vip } = inputsOf(document, cluster, facts);
  const archive = imagesName(facts.architecture);
  return [
    { archive, images: ALWAYS, list: "k3s-images.txt" },
    ...kubeVipNeeds(facts.architecture, vip),
  ];
}

function imagesName(architecture: string): string {
  return `k3s-airgap-images-${architecture}.tar.zst`;
}

/** The release names the program of amd64 plainly. */
export function binaryName(architecture: string): string {
  return architecture === "amd64" ? "k3s" : `k3s-${architecture}`;
}
