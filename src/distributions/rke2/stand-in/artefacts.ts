import { gzipSync, zstdCompressSync } from "node:zlib";
import { digestOf } from "../../../engine/index.ts";
import { kubeVipArchive } from "../../shared/kube-vip.ts";
import { kubeVipImages } from "../../shared/stand-in/kube-vip-images.ts";
import { programText } from "../../shared/stand-in/program.ts";
import { tarOf } from "../../stand-in/tar.ts";
import { archiveName, imageName, imagesOf } from "../artefacts.ts";
import { BINARY } from "../paths.ts";
import { renderUnit } from "../render.ts";
import { CNIS } from "../spec.ts";
import { KIND } from "./kind.ts";

interface Release {
  /** `1.35.3+rke2r1` */
  readonly version: string;
  readonly architecture: string;
}

interface Content {
  readonly content: string | Uint8Array;
  readonly mode: number;
}

/**
 * A directory as a release is published, for practice: names, checksums and shapes are real, the
 * program is the stand-in and the archives hold no images. The same bytes for the same options.
 */
export function standInArtefacts(release: Release): Readonly<Record<string, Content>> {
  const { architecture } = release;
  const sets = ["core", ...CNIS.filter((cni) => cni !== "none")];
  const contents: [string, Uint8Array][] = [
    [archiveName(architecture), programs(release)],
    ...sets.map((set): [string, Uint8Array] => [
      imageName(set, architecture),
      imageArchive(set, release),
    ]),
    [kubeVipArchive(architecture), kubeVipImages()],
  ];
  const sums = contents.map(([name, content]) => `${digestOf(content)}  ${name}\n`).join("");
  const files = contents.map(([name, content]) => [name, { content, mode: 0o644 }] as const);
  return {
    ...Object.fromEntries(files),
    [`sha256sum-${architecture}.txt`]: { content: sums, mode: 0o644 },
  };
}

/** As the real archive is laid out: below the folder it is unpacked into. */
function programs({ version }: Release): Uint8Array {
  const script = (text: string) => ({ content: text, mode: 0o755 });
  return gzipSync(
    tarOf({
      "bin/rke2": script(programText(KIND, version)),
      "bin/rke2-killall.sh": script("#!/bin/sh\n# Simulated: there are no containers to end.\n"),
      "bin/rke2-uninstall.sh": script("#!/bin/sh\n# Simulated: it removes nothing.\n"),
      "lib/systemd/system/rke2-server.service": renderUnit(BINARY),
      "lib/systemd/system/rke2-server.env": "HOME=/root\n",
      "share/rke2/LICENSE.txt": `Simulated: RKE2 ${version}.\n`,
    }),
  );
}

/** As `docker save` writes it, but for the layers. */
function imageArchive(set: string, { version, architecture }: Release): Uint8Array {
  const tags = imagesOf(set, version).map((image) => (image.includes(":") ? image : `${image}:v1`));
  return zstdCompressSync(
    tarOf({
      README: `Simulated: ${set} of RKE2 ${version}, ${architecture}, without images.\n`,
      "manifest.json": `${JSON.stringify(tags.map((tag) => ({ RepoTags: [tag], Layers: [] })))}\n`,
    }),
  );
}
