import { knownValue } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { Artefact, ImageNeeds, ImageRequest, PlanRequest } from "../driver.ts";
import { kubeVipArchive, kubeVipImage } from "../shared/kube-vip.ts";
import { doesAnnounce, inputsOf } from "./inputs.ts";
import { nativeOf } from "./native.ts";

/** A snap as it is published: the file, and what vouches for it. */
interface SnapNames {
  readonly snap: string;
  readonly assertions: string;
}

/** Snaps in the order in which they need each other. */
export const SNAPS = ["snapd", "base", "k8s"] as const;
export type SnapRole = (typeof SNAPS)[number];

export interface ArtefactNames {
  readonly snaps: Readonly<Record<SnapRole, SnapNames>>;
  /** Absent: images are pulled. */
  readonly images?: string;
  /** Absent: the network is its own, or comes later. */
  readonly manifest?: string;
  /** Of kube-vip; absent: no virtual address is announced, or it is pulled. */
  readonly vipImages?: string;
}

const BASE = "core22";

/** The snap that k8s stands on, by its name. */
export function baseOf(cluster: ClusterSpec): string {
  return nativeOf(cluster).base ?? BASE;
}

/** As `snap download` names them, with the revision or, with `--basename`, without. */
export function namesOf(cluster: ClusterSpec, architecture: string): ArtefactNames {
  const { revisions, images } = nativeOf(cluster);
  const { cni = "cilium" } = cluster;
  const named = (name: string, revision: number | undefined): SnapNames => {
    const stem = revision === undefined ? name : `${name}_${revision}`;
    return { snap: `${stem}.snap`, assertions: `${stem}.assert` };
  };
  return {
    snaps: {
      snapd: named("snapd", revisions?.snapd),
      base: named(baseOf(cluster), revisions?.base),
      k8s: named("k8s", revisions?.k8s),
    },
    ...(images !== "registry" && { images: `kubernetes-images-${architecture}.tar` }),
    ...(cni !== "cilium" && cni !== "none" && { manifest: `${cni}.yaml` }),
    ...(doesAnnounce(cluster) &&
      images !== "registry" && { vipImages: kubeVipArchive(architecture) }),
  };
}

export function artefactNames(cluster: ClusterSpec, architecture: string): readonly string[] {
  const { snaps, images, manifest, vipImages } = namesOf(cluster, architecture);
  const others = [images, manifest, vipImages];
  return [
    ...SNAPS.flatMap((role) => [snaps[role].snap, snaps[role].assertions]),
    ...others.filter((name) => name !== undefined),
  ];
}

export interface FoundSnap {
  readonly snap: Artefact;
  readonly assertions: Artefact;
}

/** Absent ones only where the cluster is formed already. */
export interface FoundArtefacts {
  readonly all: readonly Artefact[];
  readonly snaps: Readonly<Partial<Record<SnapRole, FoundSnap>>>;
  readonly images?: Artefact;
  readonly manifest?: Artefact;
  readonly vipImages?: Artefact;
}

/** Which images the snap needs nobody knows beforehand: the list is in the snap. */
export function imageNeeds({ document, cluster, facts }: ImageRequest): readonly ImageNeeds[] {
  const { vip } = inputsOf(document, cluster, facts);
  const archive = kubeVipArchive(facts.architecture);
  return vip === undefined ? [] : [{ archive, images: [kubeVipImage(vip)] }];
}

export function artefactsIn({ cluster, facts }: PlanRequest): FoundArtefacts {
  if (facts.artefactProblems.length > 0) return { all: [], snaps: {} };
  const found = knownValue(facts.artefacts) ?? [];
  const names = namesOf(cluster, facts.architecture);
  const one = (name: string | undefined) => found.find((artefact) => artefact.name === name);
  const wanted = artefactNames(cluster, facts.architecture);
  const snaps = SNAPS.flatMap((role) => {
    const [snap, assertions] = [one(names.snaps[role].snap), one(names.snaps[role].assertions)];
    return snap === undefined || assertions === undefined ? [] : [[role, { snap, assertions }]];
  });
  const [images, manifest, vipImages] = [names.images, names.manifest, names.vipImages].map(one);
  return {
    all: found.filter(({ name }) => wanted.includes(name)),
    snaps: Object.fromEntries(snaps),
    ...(images === undefined ? {} : { images }),
    ...(manifest === undefined ? {} : { manifest }),
    ...(vipImages === undefined ? {} : { vipImages }),
  };
}
