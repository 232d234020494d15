import { zstdCompressSync } from "node:zlib";
import { digestOf } from "../../../engine/index.ts";
import { CALICO, FLANNEL } from "../../stand-in/manifests.ts";
import { TEST_MACHINE_FILE } from "../../stand-in/place.ts";
import { tarOf } from "../../stand-in/tar.ts";
import { binaryName } from "../artefacts.ts";

export interface StandInArtefacts {
  /** `1.35.3+k3s1` */
  readonly version: string;
  readonly architecture: string;
}

export interface ArtefactContent {
  readonly content: string | Uint8Array;
  readonly mode: number;
}

/**
 * A directory as a release is published, for practice: names, checksums and shapes are real, the
 * program is the stand-in and the archive holds no images. The same bytes for the same options.
 */
export function standInArtefacts(
  options: StandInArtefacts,
): Readonly<Record<string, ArtefactContent>> {
  const { architecture } = options;
  const files: Record<string, ArtefactContent> = {
    [binaryName(architecture)]: { content: program(options), mode: 0o755 },
    [`k3s-airgap-images-${architecture}.tar.zst`]: { content: archive(options), mode: 0o644 },
    "flannel.yaml": { content: FLANNEL, mode: 0o644 },
    "calico.yaml": { content: CALICO, mode: 0o644 },
  };
  const sums = Object.entries(files).map(
    ([name, { content }]) => `${digestOf(content)}  ${name}\n`,
  );
  return { ...files, [`sha256sum-${architecture}.txt`]: { content: sums.join(""), mode: 0o644 } };
}

function program({ version }: StandInArtefacts): string {
  return `#!/bin/sh
# Simulated: stands for K3s in a rehearsal, or on a machine there for tests. It runs no containers.
if [ "$1" = "--version" ]; then
  echo "k3s version v${version} (simulated)"
  exit 0
fi
self=$BRINGUP_SELF
if [ -z "$self" ] && [ -e ${TEST_MACHINE_FILE} ]; then
  self=/usr/bin/bringup
fi
if [ -z "$self" ]; then
  echo "simulated: this stand-in runs only where bringup rehearses, or where ${TEST_MACHINE_FILE} is" >&2
  exit 1
fi
K3S_STAND_IN_VERSION='${version}' exec "$self" internal stand-in k3s "$@"
`;
}

function archive({ version, architecture }: StandInArtefacts): Uint8Array {
  const images = ["rancher/mirrored-coredns-coredns:1.12.3", "rancher/mirrored-pause:3.6"];
  const tar = tarOf({
    README: `Simulated: K3s ${version} for ${architecture}, without images.\n`,
    "manifest.json": `${JSON.stringify(images.map((image) => ({ RepoTags: [image], Layers: [] })))}\n`,
  });
  return zstdCompressSync(tar);
}
