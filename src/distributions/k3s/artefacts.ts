import { knownValue } from "../../engine/index.ts";
import type { ClusterSpec } from "../../spec/index.ts";
import type { Artefact, PlanRequest } from "../driver.ts";

/** The files a server is made from; absent ones only where the cluster is formed already. */
export interface K3sArtefacts {
  readonly binary: Artefact | undefined;
  readonly images: Artefact | undefined;
  readonly manifest: Artefact | undefined;
  readonly all: readonly Artefact[];
}

/** As published with a release, distributions.md 3.2; the CNI manifest is brought along. */
export function artefactNames(cluster: ClusterSpec, architecture: string): readonly string[] {
  return [
    binaryName(architecture),
    `k3s-airgap-images-${architecture}.tar.zst`,
    `${cluster.cni ?? "flannel"}.yaml`,
  ];
}

export function artefactSet({ cluster, facts }: PlanRequest, cni: string): K3sArtefacts {
  const found = knownValue(facts.artefacts) ?? [];
  const problems = facts.artefactProblems.length > 0;
  const named = (name: string) =>
    problems ? undefined : found.find((artefact) => artefact.name === name);
  const [program = "", archive = ""] = artefactNames(cluster, facts.architecture);
  const [binary, images, manifest] = [named(program), named(archive), named(`${cni}.yaml`)];
  const all = [binary, images, manifest].filter((artefact) => artefact !== undefined);
  return { binary, images, manifest, all };
}

/** The release names the program of amd64 plainly. */
export function binaryName(architecture: string): string {
  return architecture === "amd64" ? "k3s" : `k3s-${architecture}`;
}
