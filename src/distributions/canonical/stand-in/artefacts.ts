import type { z } from "zod";
import { digestOf } from "../../../engine/index.ts";
import { KUBE_VIP_VERSION, kubeVipImage } from "../../shared/kube-vip.ts";
import { CALICO, FLANNEL } from "../../stand-in/manifests.ts";
import { tarOf } from "../../stand-in/tar.ts";
import { baseOf, namesOf } from "../artefacts.ts";
import { SNAPD_UNIT } from "../paths.ts";
import { callingScript } from "./scripts.ts";
import type { practiceSnap } from "./snapd.ts";

interface Wanted {
  /** `1.35.2` */
  readonly version: string;
  readonly architecture: string;
}

interface ArtefactContent {
  readonly content: string | Uint8Array;
  readonly mode: number;
}

type Artefacts = Readonly<Record<string, ArtefactContent>>;

/**
 * A directory for practice: names and checksums as an operator collects them, snaps that say what they
 * are and hold nothing. The same bytes for the same options.
 */
export function standInArtefacts({ version, architecture }: Wanted): Artefacts {
  const cluster = { name: "any", distribution: "canonical", version, artefacts: "/" };
  const { snaps, images = "" } = namesOf(cluster, architecture);
  const { vipImages = "" } = namesOf({ ...cluster, vip: "192.0.2.1" }, architecture);
  const files: Artefacts = {
    ...snapFiles(snaps.snapd, { name: "snapd", version: "2.72", revision: "25577" }),
    ...snapFiles(snaps.base, { name: baseOf(cluster), version: "20260410", revision: "2411" }),
    // Its revisions count up with every build, of any version.
    ...snapFiles(snaps.k8s, { name: "k8s", version, revision: revisionOf(version) }),
    [images]: { content: imagesOf(version, "ghcr.io/canonical/coredns:simulated"), mode: 0o644 },
    [vipImages]: {
      content: imagesOf(version, kubeVipImage({ version: KUBE_VIP_VERSION })),
      mode: 0o644,
    },
    "flannel.yaml": { content: FLANNEL, mode: 0o644 },
    "calico.yaml": { content: CALICO, mode: 0o644 },
  };
  const sums = Object.entries(files).map(
    ([name, { content }]) => `${digestOf(content)}  ${name}\n`,
  );
  return { ...files, SHA256SUMS: { content: sums.join(""), mode: 0o644 } };
}

function revisionOf(version: string): string {
  const [, minor = "0", patch = "0"] = version.split(".");
  return `${Number(minor) * 100 + Number.parseInt(patch, 10)}`;
}

function snapFiles(
  names: { readonly snap: string; readonly assertions: string },
  about: Omit<z.infer<typeof practiceSnap>, "simulated">,
): Artefacts {
  const simulated = "a snap for practice: it holds nothing";
  return {
    [names.snap]: { content: `${JSON.stringify({ simulated, ...about })}\n`, mode: 0o644 },
    [names.assertions]: { content: assertionsOf(about), mode: 0o644 },
  };
}

/** In the form of `snap download`, signed by nobody. */
function assertionsOf({ name, revision }: { readonly name: string; readonly revision: string }) {
  return `type: snap-declaration
authority-id: simulated
series: 16
snap-id: simulated-${name}
snap-name: ${name}

type: snap-revision
authority-id: simulated
snap-id: simulated-${name}
snap-revision: ${revision}
`;
}

/** As `docker save` writes it, but for the layers. */
function imagesOf(version: string, image: string): Uint8Array {
  const list = [{ RepoTags: [image], Layers: [] }];
  return tarOf({
    README: `Simulated: Canonical Kubernetes ${version}, without images.\n`,
    "manifest.json": `${JSON.stringify(list)}\n`,
  });
}

/** What a host has before: snapd, as every Ubuntu brings it, at rest. */
export function standInHost(): Artefacts {
  const program = "/usr/lib/snapd/snapd";
  const unit = `[Unit]
Description=Simulated: stands for the Snap Daemon

[Service]
ExecStart=${program}
Restart=always

[Install]
WantedBy=multi-user.target
`;
  return {
    [program]: { content: callingScript("snapd"), mode: 0o755 },
    [`/usr/lib/systemd/system/${SNAPD_UNIT}`]: { content: unit, mode: 0o644 },
  };
}
