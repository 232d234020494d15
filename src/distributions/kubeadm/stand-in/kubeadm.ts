import { stringify } from "yaml";
import { NOBODY } from "../../stand-in/wire.ts";
import { type KubeadmConfig, readConfig } from "./config.ts";
import { configMap, uploaded } from "./config-maps.ts";
import type { Disk } from "./disk.ts";
import { FAILURE_FILE, failureIn } from "./failure.ts";
import {
  finalizeKubelet,
  writeControlPlane,
  writeEtcd,
  writeKubeconfigs,
  writeKubelet,
} from "./files.ts";
import { runJoin } from "./join.ts";
import { makeKeys } from "./keys.ts";
import { failed, type KubeadmParts, type Ran } from "./ran.ts";
import { renewAll } from "./renew.ts";
import { upgrade } from "./upgrade.ts";

/**
 * `kubeadm init phase ...`, with the words of kubeadm-init.txt (1.36.2):
 *
 * | Phase | What it does here | Recorded |
 * |---|---|---|
 * | preflight | fails on demand, or where a control plane is defined | fail-init-on-used-host.txt |
 * | certs, kubeconfig, etcd, control-plane, kubelet-start | the same files, shorter; EC keys in place of RSA | tree, manifests, kubelet-config.yaml |
 * | upload-config, bootstrap-token, mark-control-plane, addons | objects by the API, as an administrator | configmaps.yaml |
 * | kubelet-finalize | kubelet.conf points to keys that are renewed | kubeadm-init.txt |
 */
export async function runKubeadm(argv: readonly string[], parts: KubeadmParts): Promise<Ran> {
  if (argv.join(" ") === "certs renew all") return renewAll(parts.disk, parts.nowMs);
  if (argv[0] === "upgrade") return upgrade(argv, parts);
  const { words, file } = readArguments(argv);
  if (argv[0] === "join") return runJoin(words, { wire: NOBODY, sleep: async () => {}, ...parts });
  const config = readConfig(parts.disk.read(file) ?? "");
  if (config === undefined) return failed(`error: no kind ClusterConfiguration in ${file}`);
  const phase = words.filter((word) => !word.startsWith("--")).join(" ");
  const onHost = HOST_PHASES[phase];
  if (onHost !== undefined) return onHost(config, parts);
  const objects = OBJECTS[phase]?.(config);
  if (objects === undefined) return failed(`error: unknown phase ${phase}`);
  for (const [path, object] of objects) {
    const why = await parts.apply(path, object);
    if (why !== undefined) return failed(`error: error execution phase ${phase}: ${why}`);
  }
  return { lines: LINES[phase]?.(config) ?? [], exitCode: 0 };
}

function readArguments(argv: readonly string[]) {
  const at = argv.indexOf("--config");
  return { words: argv.slice(2, at < 0 ? undefined : at), file: argv[at + 1] ?? "" };
}

type OnHost = (config: KubeadmConfig, parts: KubeadmParts) => Ran;

const ok = (lines: readonly string[]): Ran => ({ lines, exitCode: 0 });

const HOST_PHASES: Readonly<Record<string, OnHost>> = {
  preflight: (_, { disk }) => preflight(disk),
  "certs all": (config, { disk, nowMs }) => ok(makeKeys(config, disk, nowMs)),
  "kubeconfig all": (config, { disk, nowMs }) => ok(writeKubeconfigs(config, { disk, nowMs })),
  "etcd local": (config, { disk }) => ok(writeEtcd(config, disk)),
  "control-plane all": (config, { disk }) => ok(writeControlPlane(config, disk)),
  "kubelet-start": (config, { disk }) => ok(writeKubelet(config, disk)),
  "kubelet-finalize all"(config, { disk }) {
    const lines = finalizeKubelet(config, disk);
    return lines === undefined
      ? failed("error: the kubelet has no client certificate yet")
      : ok(lines);
  },
};

function preflight(disk: Disk): Ran {
  const first = "[preflight] Running pre-flight checks";
  const manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";
  const used =
    disk.read(manifest) === undefined
      ? []
      : [
          `\t[ERROR FileAvailable--etc-kubernetes-manifests-kube-apiserver.yaml]: ${manifest} already exists`,
        ];
  const errors = [...(failureIn(disk.read(FAILURE_FILE))?.preflight ?? []), ...used];
  if (errors.length === 0) return ok([first]);
  return failed(
    first,
    "[preflight] Some fatal errors occurred:",
    ...errors,
    "[preflight] If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`",
    "error: error execution phase preflight: preflight checks failed",
  );
}

type Objects = readonly (readonly [path: string, object: object])[];

const OBJECTS: Readonly<Record<string, (config: KubeadmConfig) => Objects>> = {
  "upload-config kubeadm": (config) => [
    configMap("kube-system", "kubeadm-config", { ClusterConfiguration: uploaded(config) }),
  ],
  "upload-config kubelet": ({ kubelet }) => [
    configMap("kube-system", "kubelet-config", { kubelet: stringify(kubelet) }),
  ],
  "mark-control-plane": ({ nodeName }) => [
    [
      `/api/v1/nodes/${nodeName}`,
      {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: nodeName, labels: { "node-role.kubernetes.io/control-plane": "" } },
      },
    ],
  ],
  "bootstrap-token": () => [configMap("kube-public", "cluster-info", { kubeconfig: "" })],
  "addon coredns": () => [workload("Deployment", "deployments", "coredns")],
  "addon kube-proxy": () => [workload("DaemonSet", "daemonsets", "kube-proxy")],
};

const LINES: Readonly<Record<string, (config: KubeadmConfig) => readonly string[]>> = {
  "upload-config kubeadm": () => [
    '[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace',
  ],
  "upload-config kubelet": () => [
    '[kubelet] Creating a ConfigMap "kubelet-config" in namespace kube-system with the configuration for the kubelets in the cluster',
  ],
  "mark-control-plane": ({ nodeName }) => [
    `[mark-control-plane] Marking the node ${nodeName} as control-plane by adding the labels: [node-role.kubernetes.io/control-plane node.kubernetes.io/exclude-from-external-load-balancers]`,
  ],
  "bootstrap-token": () => [
    "[bootstrap-token] Configuring bootstrap tokens, cluster-info ConfigMap, RBAC Roles",
    '[bootstrap-token] Creating the "cluster-info" ConfigMap in the "kube-public" namespace',
  ],
  "addon coredns": () => ["[addons] Applied essential addon: CoreDNS"],
  "addon kube-proxy": () => ["[addons] Applied essential addon: kube-proxy"],
};

function workload(kind: string, plural: string, name: string) {
  const metadata = { name, namespace: "kube-system" };
  const path = `/apis/apps/v1/namespaces/kube-system/${plural}/${name}`;
  return [path, { apiVersion: "apps/v1", kind, metadata, spec: {} }] as const;
}
