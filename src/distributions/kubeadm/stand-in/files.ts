import { stringify } from "yaml";
import type { KubeadmConfig } from "./config.ts";
import type { Disk } from "./disk.ts";
import { clientOf, PKI } from "./keys.ts";

const FOLDER = "/etc/kubernetes";
const MANIFESTS = `${FOLDER}/manifests`;
const ROTATED = "/var/lib/kubelet/pki/kubelet-client-current.pem";

interface KubeconfigParts {
  readonly disk: Disk;
  readonly nowMs: number;
  /** Not made for who joins. */
  readonly not?: readonly string[];
}

/** `kubeconfig all`: what is there stays, as with kubeadm. */
export function writeKubeconfigs(
  config: KubeadmConfig,
  { disk, nowMs, not = [] }: KubeconfigParts,
): readonly string[] {
  const lines = [`[kubeconfig] Using kubeconfig folder "${FOLDER}"`];
  const users: readonly (readonly [file: string, user: string, group: string])[] = [
    ["admin.conf", "kubernetes-admin", "kubeadm:cluster-admins"],
    ["super-admin.conf", "kubernetes-super-admin", "system:masters"],
    ["kubelet.conf", `system:node:${config.nodeName}`, "system:nodes"],
    ["controller-manager.conf", "system:kube-controller-manager", "system:masters"],
    ["scheduler.conf", "system:kube-scheduler", "system:masters"],
  ];
  for (const [file, commonName, organization] of users) {
    if (not.includes(file) || disk.read(`${FOLDER}/${file}`) !== undefined) continue;
    const { cert, key } = clientOf(disk, { commonName, organization }, nowMs);
    const keys = { "client-certificate-data": base64(cert), "client-key-data": base64(key) };
    const isLocal = file === "controller-manager.conf" || file === "scheduler.conf";
    const asked = isLocal ? { ...config, endpoint: undefined } : config;
    disk.write(`${FOLDER}/${file}`, kubeconfig(asked, disk, { user: commonName, keys }));
    lines.push(`[kubeconfig] Writing "${file}" kubeconfig file`);
  }
  return lines;
}

/** `kubelet-finalize all`: once the kubelet has a certificate that it renews itself. */
export function finalizeKubelet(config: KubeadmConfig, disk: Disk): readonly string[] | undefined {
  if (disk.read(ROTATED) === undefined) return undefined;
  const keys = { "client-certificate": ROTATED, "client-key": ROTATED };
  const user = `system:node:${config.nodeName}`;
  disk.write(`${FOLDER}/kubelet.conf`, kubeconfig(config, disk, { user, keys }));
  return [
    `[kubelet-finalize] Updating "${FOLDER}/kubelet.conf" to point to a rotatable kubelet client certificate and key`,
  ];
}

/** What the kubelet does once the cluster has signed its request. */
export function writeRotated(nodeName: string, disk: Disk, nowMs: number): void {
  if (disk.read(ROTATED) !== undefined) return;
  const subject = { commonName: `system:node:${nodeName}`, organization: "system:nodes" };
  const { cert, key } = clientOf(disk, subject, nowMs);
  disk.write(ROTATED, cert + key);
}

/** What the kubelet makes of its bootstrap file once the cluster has signed its key. */
export function writeKubeletConf(
  { nodeName, server }: { readonly nodeName: string; readonly server: string },
  disk: Disk,
): void {
  const keys = { "client-certificate": ROTATED, "client-key": ROTATED };
  const user = `system:node:${nodeName}`;
  const endpoint = server.replace(/^https:\/\//, "");
  const asked = { nodeIp: "", clusterName: "default-cluster", endpoint };
  disk.write(`${FOLDER}/kubelet.conf`, kubeconfig(asked, disk, { user, keys }));
}

function kubeconfig(
  {
    nodeIp,
    clusterName,
    endpoint = `${nodeIp}:6443`,
  }: Pick<KubeadmConfig, "nodeIp" | "clusterName" | "endpoint">,
  disk: Disk,
  { user, keys }: { readonly user: string; readonly keys: Readonly<Record<string, string>> },
): string {
  const ca = base64(disk.read(`${PKI}/ca.crt`) ?? "");
  const cluster = { "certificate-authority-data": ca, server: `https://${endpoint}` };
  return stringify(
    {
      apiVersion: "v1",
      clusters: [{ cluster, name: clusterName }],
      contexts: [{ context: { cluster: clusterName, user }, name: `${user}@${clusterName}` }],
      "current-context": `${user}@${clusterName}`,
      kind: "Config",
      users: [{ name: user, user: keys }],
    },
    { lineWidth: 0 },
  );
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** `etcd local`, after manifest-etcd.yaml of 1.36.2, shortened. */
export function writeEtcd({ nodeName, nodeIp }: KubeadmConfig, disk: Disk): readonly string[] {
  const command = [
    "etcd",
    `--advertise-client-urls=https://${nodeIp}:2379`,
    `--cert-file=${PKI}/etcd/server.crt`,
    "--client-cert-auth=true",
    "--data-dir=/var/lib/etcd",
    `--initial-advertise-peer-urls=https://${nodeIp}:2380`,
    `--initial-cluster=${nodeName}=https://${nodeIp}:2380`,
    `--key-file=${PKI}/etcd/server.key`,
    `--listen-client-urls=https://127.0.0.1:2379,https://${nodeIp}:2379`,
    "--listen-metrics-urls=http://127.0.0.1:2381",
    `--listen-peer-urls=https://${nodeIp}:2380`,
    `--name=${nodeName}`,
    `--peer-cert-file=${PKI}/etcd/peer.crt`,
    "--peer-client-cert-auth=true",
    `--peer-key-file=${PKI}/etcd/peer.key`,
    `--peer-trusted-ca-file=${PKI}/etcd/ca.crt`,
    `--trusted-ca-file=${PKI}/etcd/ca.crt`,
  ];
  writePod("etcd", command, { disk, image: "registry.k8s.io/etcd:3.6.8-0" });
  return [`[etcd] Creating static Pod manifest for local etcd in "${MANIFESTS}"`];
}

/** `control-plane all`, after manifest-kube-apiserver.yaml of 1.36.2, shortened. */
export function writeControlPlane(config: KubeadmConfig, disk: Disk): readonly string[] {
  const lines = [`[control-plane] Using manifest folder "${MANIFESTS}"`];
  const args: Readonly<Record<string, readonly string[]>> = {
    "kube-apiserver": [
      `--advertise-address=${config.nodeIp}`,
      ...config.apiserverArgs.map((arg) => `--${arg}`),
      "--etcd-servers=https://127.0.0.1:2379",
      "--secure-port=6443",
    ],
    "kube-controller-manager": ["--leader-elect=true"],
    "kube-scheduler": ["--leader-elect=true"],
  };
  for (const [part, words] of Object.entries(args)) {
    const image = `registry.k8s.io/${part}:${config.version}`;
    writePod(part, [part, ...words], { disk, image });
    lines.push(`[control-plane] Creating static Pod manifest for "${part}"`);
  }
  return lines;
}

function writePod(
  name: string,
  command: readonly string[],
  { disk, image }: { readonly disk: Disk; readonly image: string },
): void {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "kube-system",
      labels: { component: name, tier: "control-plane" },
    },
    spec: { containers: [{ command, image, name }], hostNetwork: true },
    status: {},
  };
  disk.write(`${MANIFESTS}/${name}.yaml`, stringify(pod, { lineWidth: 0 }));
}

/** `kubelet-start`; starting the unit is left to who called. */
export function writeKubelet(config: KubeadmConfig, disk: Disk): readonly string[] {
  const flags = config.kubeletArgs.map((arg) => `--${arg}`).join(" ");
  disk.write("/var/lib/kubelet/kubeadm-flags.env", `KUBELET_KUBEADM_ARGS="${flags}"\n`, 0o644);
  disk.write(
    "/var/lib/kubelet/config.yaml",
    stringify({ ...config.kubelet, staticPodPath: MANIFESTS }, { lineWidth: 0 }),
    0o644,
  );
  return [
    '[kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"',
    '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"',
    "[kubelet-start] Starting the kubelet",
  ];
}
