import { zstdCompressSync } from "node:zlib";
import { digestOf } from "../../../engine/index.ts";
import { kubeVipArchive } from "../../shared/kube-vip.ts";
import { kubeVipImages } from "../../shared/stand-in/kube-vip-images.ts";
import { programText } from "../../shared/stand-in/program.ts";
import { CALICO, FLANNEL } from "../../stand-in/manifests.ts";
import { tarOf } from "../../stand-in/tar.ts";
import { binaryName } from "../artefacts.ts";
import { KIND } from "./kind.ts";

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
    [binaryName(architecture)]: { content: programText(KIND, options.version), mode: 0o755 },
    [`k3s-airgap-images-${architecture}.tar.zst`]: { content: archive(options), mode: 0o644 },
    "flannel.yaml": { content: FLANNEL, mode: 0o644 },
    "calico.yaml": { content: CALICO, mode: 0o644 },
    [kubeVipArchive(architecture)]: { content: kubeVipImages(), mode: 0o644 },
  };
  const sums = Object.entries(files).map(
    ([name, { content }]) => `${digestOf(content)}  ${name}\n`,
  );
  return { ...files, [`sha256sum-${architecture}.txt`]: { content: sums.join(""), mode: 0o644 } };
}

function archive({ version, architecture }: StandInArtefacts): Uint8Array {
  const images = ["rancher/mirrored-coredns-coredns:1.12.3", "rancher/mirrored-pause:3.6"];
  const tar = tarOf({
    README: `Simulated: K3s ${version} for ${architecture}, without images.\n`,
    "manifest.json": `${JSON.stringify(images.map((image) => ({ RepoTags: [image], Layers: [] })))}\n`,
  });
  return zstdCompressSync(tar);
}
