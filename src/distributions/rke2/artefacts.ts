import { knownValue } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { Artefact, PlanRequest } from "../driver.ts";
import { CNIS } from "./spec.ts";

/** The files a server is made from; absent ones only where the cluster is formed already. */
export interface Rke2Artefacts {
  /** Program, scripts and units in one archive. */
  readonly archive: Artefact | undefined;
  readonly images: readonly Artefact[];
  readonly all: readonly Artefact[];
}

/** As published with a release, distributions.md 4.3: core images, and those of the network. */
export function artefactNames(cluster: ClusterSpec, architecture: string): readonly string[] {
  const cni = cluster.cni ?? CNIS[0];
  return [archiveName(architecture), ...imageNames(cni, architecture)];
}

export function archiveName(architecture: string): string {
  return `rke2.linux-${architecture}.tar.gz`;
}

export function imageNames(cni: string, architecture: string): readonly string[] {
  const sets = cni === "none" ? ["core"] : ["core", cni];
  return sets.map((set) => `rke2-images-${set}.linux-${architecture}.tar.zst`);
}

export function artefactSet({ cluster, facts }: PlanRequest): Rke2Artefacts {
  const found = facts.artefactProblems.length > 0 ? [] : (knownValue(facts.artefacts) ?? []);
  const [program = "", ...archives] = artefactNames(cluster, facts.architecture);
  const named = (name: string) => found.filter((artefact) => artefact.name === name);
  const [archive] = named(program);
  const images = archives.flatMap(named);
  return { archive, images, all: archive === undefined ? images : [archive, ...images] };
}
