import { printedVersion } from "../../artefacts/index.ts";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { manifestOf } from "./paths.ts";

/** Ours first, then where packages put it. */
const KUBELETS = ["/usr/local/bin/kubelet", "/usr/bin/kubelet", "/opt/bin/kubelet"] as const;

/** `Kubernetes v1.36.2`, as the kubelet prints it, gives `1.36.2`. */
export function versionIn(output: string): string | undefined {
  return /^Kubernetes v?(\d+\.\d+\.\d+\S*)/m.exec(output)?.[1];
}

/** Of the API server on this host, else of the kubelet. Absent: neither is here. */
export function observeVersion(
  host: HostView,
  signal: AbortSignal,
): Promise<Fact<{ readonly version: string }>> {
  return factOf(async () => {
    const manifest = await host.files.readText(manifestOf("kube-apiserver"));
    const served = manifest === undefined ? undefined : imageVersion(manifest);
    if (served !== undefined) return { version: served };
    const version = await kubeletVersion(host, signal);
    return version === undefined ? undefined : { version };
  });
}

/** `undefined`: there is no kubelet. @throws when it does not say. */
async function kubeletVersion(host: HostView, signal: AbortSignal): Promise<string | undefined> {
  for (const path of KUBELETS) {
    if ((await host.files.stat(path)) === undefined) continue;
    const outcome = await printedVersion(host, path, { timeoutMs: 3000, signal });
    if (outcome.is !== "exited") throw new Error(`${path} --version: ${outcome.is}`);
    const version = versionIn(outcome.stdout);
    if (version === undefined) throw new Error(`${path} --version said nothing we know`);
    return version;
  }
  return undefined;
}

/** The images of a release carry its version: `registry.k8s.io/kube-apiserver:v1.36.2`. */
function imageVersion(manifest: string): string | undefined {
  return /^\s*image: \S*kube-apiserver:v(\d+\.\d+\.\d+\S*)/m.exec(manifest)?.[1];
}
