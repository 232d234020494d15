import {
  configText,
  joinConfig,
  markConfig,
  networkConfig,
  nodeConfig,
  some,
} from "../shared/server-config.ts";
import { hardenedConfig } from "./hardening.ts";
import type { K3sInputs } from "./inputs.ts";
import { TOKEN_FILE } from "./paths.ts";

/** Pure. /etc/rancher/k3s/config.yaml of a server, distributions.md 3.1: one that joins says where, and by what. */
export function renderConfig(inputs: K3sInputs): string {
  const hardened = inputs.isHardened ? hardenedConfig(inputs.version) : undefined;
  const { native } = inputs;
  const config = {
    ...nodeConfig(inputs),
    ...networkConfig(inputs),
    // It stays so when others have joined: with its etcd on the disk K3s reads none of it, and without it
    // the service does not start (`guardStep`). The joining form would need another member that answers.
    "cluster-init": inputs.datastore === "etcd" && inputs.join === undefined ? true : undefined,
    ...joinConfig(inputs.join, TOKEN_FILE),
    disable: ["traefik", "servicelb", "local-storage", "metrics-server"],
    "flannel-backend": "none",
    "disable-network-policy": true,
    "tls-san": some(inputs.sans),
    "write-kubeconfig-mode": native.writeKubeconfigMode ?? "0600",
    ...markConfig(inputs),
    "etcd-snapshot-schedule-cron": ifEtcd(inputs, native.snapshotSchedule),
    "etcd-snapshot-retention": ifEtcd(inputs, native.snapshotRetention),
    ...hardened?.flags,
    "kube-apiserver-arg": some([
      ...(hardened?.apiserver ?? []),
      ...(native.kubeApiserverArgs ?? []),
    ]),
    "kube-controller-manager-arg": some(hardened?.controllerManager ?? []),
    "kubelet-arg": some([...(hardened?.kubelet ?? []), ...(native.kubeletArgs ?? [])]),
  };
  return configText(config);
}

/** Pure. The same of a host that only runs pods: it knows no key of a server. */
export function renderAgentConfig(inputs: K3sInputs): string {
  const hardened = inputs.isHardened ? hardenedConfig(inputs.version) : undefined;
  const config = {
    ...nodeConfig(inputs),
    ...joinConfig(inputs.join, TOKEN_FILE),
    ...markConfig(inputs),
    ...(hardened === undefined ? {} : { "protect-kernel-defaults": true }),
    "kubelet-arg": some([...(hardened?.kubelet ?? []), ...(inputs.native.kubeletArgs ?? [])]),
  };
  return configText(config);
}

/** Pure. The unit as the installer of K3s writes it, distributions.md 3.2. */
export function renderUnit(
  binary: string,
  envFile: string,
  command: "server" | "agent" = "server",
): string {
  return `[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/sysconfig/%N
EnvironmentFile=-${envFile}
KillMode=process
Delegate=yes
User=root
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStartPre=-/sbin/modprobe overlay
ExecStart=${binary} ${command}
`;
}

/** Who joins shares the etcd of the others. */
function ifEtcd<T>({ datastore, join }: K3sInputs, value: T | undefined): T | undefined {
  return datastore === "etcd" || join !== undefined ? value : undefined;
}
