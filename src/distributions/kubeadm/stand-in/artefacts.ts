import { gzipSync } from "node:zlib";
import { digestOf } from "../../../engine/index.ts";
import { KUBE_VIP_VERSION, kubeVipImage } from "../../shared/kube-vip.ts";
import { minorOf } from "../../shared/versions.ts";
import { CALICO, FLANNEL } from "../../stand-in/manifests.ts";
import { callBringup } from "../../stand-in/script.ts";
import { tarOf } from "../../stand-in/tar.ts";
import { pauseImageOf } from "../inputs.ts";
import { namesOf } from "../tools.ts";

interface Wanted {
  /** `1.36.2` */
  readonly version: string;
  readonly architecture: string;
}

interface ArtefactContent {
  readonly content: string | Uint8Array;
  readonly mode: number;
}

/**
 * A directory for practice: names and checksums as an operator collects them, each program a script that
 * calls the stand-in, archives without images. The same bytes for the same options.
 */
export function standInArtefacts(wanted: Wanted): Readonly<Record<string, ArtefactContent>> {
  const { version, architecture } = wanted;
  const names = namesOf(
    { name: "any", distribution: "kubeadm", version, artefacts: "/" },
    architecture,
  );
  const program = (name: string, says = `${name} simulated`) => ({
    content: script(name, says),
    mode: 0o755,
  });
  const files: Record<string, ArtefactContent> = {
    [names.kubeadm]: program("kubeadm"),
    [names.kubelet]: program("kubelet", `Kubernetes v${version}`),
    [names.kubectl]: program("kubectl"),
    [names.crictl]: archive(["crictl"]),
    [names.cniPlugins]: archive(["bridge", "host-local", "loopback", "portmap"]),
    [names.containerd ?? ""]: archive(["bin/containerd", "bin/containerd-shim-runc-v2", "bin/ctr"]),
    [names.runc ?? ""]: program("runc"),
    [names.images]: { content: imagesOf(version), mode: 0o644 },
    "flannel.yaml": { content: FLANNEL, mode: 0o644 },
    "calico.yaml": { content: CALICO, mode: 0o644 },
  };
  const sums = Object.entries(files).map(
    ([name, { content }]) => `${digestOf(content)}  ${name}\n`,
  );
  return { ...files, SHA256SUMS: { content: sums.join(""), mode: 0o644 } };
}

function script(name: string, says: string): string {
  return `#!/bin/sh
# Simulated: stands for ${name} in a rehearsal, or on a machine there for tests. It runs no containers.
if [ "$1" = "--version" ]; then
  echo "${says}"
  exit 0
fi
${callBringup(`kubeadm ${name}`)}`;
}

function archive(paths: readonly string[]): ArtefactContent {
  const files = paths.map((path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return [path, { content: script(name, `${name} simulated`), mode: 0o755 }] as const;
  });
  return { content: gzipSync(tarOf(Object.fromEntries(files))), mode: 0o644 };
}

/** As `docker save` writes it, but for the layers. */
function imagesOf(version: string): Uint8Array {
  const parts = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy"];
  const images = [
    ...parts.map((part) => `registry.k8s.io/${part}:v${version}`),
    "registry.k8s.io/etcd:3.6.8-0",
    pauseImageOf(minorOf(version)),
    kubeVipImage({ version: KUBE_VIP_VERSION }),
  ];
  const list = images.map((image) => ({ RepoTags: [image], Layers: [] }));
  return tarOf({
    README: `Simulated: Kubernetes ${version}, without images.\n`,
    "manifest.json": `${JSON.stringify(list)}\n`,
  });
}
