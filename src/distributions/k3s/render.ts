import { stringify } from "yaml";
import { hardenedConfig } from "./hardening.ts";
import type { K3sInputs } from "./inputs.ts";

const HEADER = "# Written by bringup from its EdgeHost document; edits here are overwritten.\n";

/** Pure. /etc/rancher/k3s/config.yaml of a first server, distributions.md 3.1. */
export function renderConfig(inputs: K3sInputs): string {
  const hardened = inputs.isHardened ? hardenedConfig(inputs.version) : undefined;
  const { native } = inputs;
  const config = {
    "node-name": inputs.nodeName,
    "node-ip": inputs.nodeIp,
    "cluster-cidr": inputs.podCidr,
    "service-cidr": inputs.serviceCidr,
    "cluster-dns": inputs.dnsIp,
    "cluster-domain": inputs.domain,
    "cluster-init": inputs.datastore === "etcd" ? true : undefined,
    disable: ["traefik", "servicelb", "local-storage", "metrics-server"],
    "flannel-backend": "none",
    "disable-network-policy": true,
    "tls-san": some(inputs.sans),
    "write-kubeconfig-mode": native.writeKubeconfigMode ?? "0600",
    "node-label": some(inputs.labels),
    "node-taint": some(inputs.taints),
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
  return HEADER + stringify(config, { keepUndefined: false, lineWidth: 0 });
}

/** Pure. The unit as the installer of K3s writes it, distributions.md 3.2. */
export function renderUnit(binary: string, envFile: string): string {
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
ExecStart=${binary} server
`;
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function ifEtcd<T>({ datastore }: K3sInputs, value: T | undefined): T | undefined {
  return datastore === "etcd" ? value : undefined;
}
