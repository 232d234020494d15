import { stringify } from "yaml";
import { minorOf } from "../shared/versions.ts";
import { hardenedConfig } from "./hardening.ts";
import type { Rke2Inputs } from "./inputs.ts";

const HEADER = "# Written by bringup from its EdgeHost document; edits here are overwritten.\n";

/** Pure. /etc/rancher/rke2/config.yaml of a first server: one without `server` founds a cluster. */
export function renderConfig(inputs: Rke2Inputs): string {
  const hardened = inputs.isHardened ? hardenedConfig(inputs.version) : undefined;
  const { native } = inputs;
  const config = {
    "node-name": inputs.nodeName,
    "node-ip": inputs.nodeIp,
    "cluster-cidr": inputs.podCidr,
    "service-cidr": inputs.serviceCidr,
    "cluster-dns": inputs.dnsIp,
    "cluster-domain": inputs.domain,
    cni: inputs.cni,
    ...disabled(inputs.version),
    "tls-san": some(inputs.sans),
    "write-kubeconfig-mode": native.writeKubeconfigMode ?? "0600",
    "node-label": some(inputs.labels),
    "node-taint": some(inputs.taints),
    "etcd-snapshot-schedule-cron": native.snapshotSchedule,
    "etcd-snapshot-retention": native.snapshotRetention,
    ...hardened?.flags,
    "kube-apiserver-arg": some([
      ...(hardened?.apiserver ?? []),
      ...(native.kubeApiserverArgs ?? []),
    ]),
    "kubelet-arg": some(native.kubeletArgs ?? []),
  };
  return HEADER + stringify(config, { keepUndefined: false, lineWidth: 0 });
}

/** Everything but DNS is off: the profile of the cluster brings its own. From 1.36 the ingress has a key. */
function disabled(version: string) {
  const always = [
    "rke2-metrics-server",
    "rke2-snapshot-controller",
    "rke2-snapshot-controller-crd",
    "rke2-snapshot-validation-webhook",
  ];
  return minorOf(version) >= 36
    ? { "ingress-controller": "none", disable: always }
    : { disable: ["rke2-ingress-nginx", ...always] };
}

/**
 * Pure. The unit as the archive of RKE2 brings it, in the one place that wins over all others:
 * distributions.md 4.3. `Conflicts` keeps an agent from running beside the server.
 */
export function renderUnit(binary: string): string {
  return `[Unit]
Description=Rancher Kubernetes Engine v2 (server)
Documentation=https://github.com/rancher/rke2#readme
Wants=network-online.target
After=network-online.target
Conflicts=rke2-agent.service

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
EnvironmentFile=-/etc/default/%N
EnvironmentFile=-/etc/sysconfig/%N
EnvironmentFile=-/usr/local/lib/systemd/system/%N.env
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
ExecStopPost=-/bin/sh -c "systemd-cgls /system.slice/%n | grep -Eo '[0-9]+ (containerd|kubelet)' | awk '{print $1}' | xargs -r kill"
`;
}

/** Of the charts RKE2 brings; Calico otherwise takes an address by itself, and may take a virtual one. */
const CHART_VALUES: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  calico: {
    "rke2-calico": {
      installation: {
        calicoNetwork: { nodeAddressAutodetectionV4: { kubernetes: "NodeInternalIP" } },
      },
    },
  },
};

/** Pure. One HelmChartConfig for each chart that gets values, by the name of the chart. */
export function renderChartConfigs({ cni, native }: Rke2Inputs): Readonly<Record<string, string>> {
  const values = { ...CHART_VALUES[cni], ...native.chartValues };
  return Object.fromEntries(
    Object.entries(values).map(([chart, content]) => [chart, renderChartConfig(chart, content)]),
  );
}

function renderChartConfig(chart: string, values: object): string {
  const config = {
    apiVersion: "helm.cattle.io/v1",
    kind: "HelmChartConfig",
    metadata: { name: chart, namespace: "kube-system" },
    spec: { valuesContent: stringify(values, { lineWidth: 0 }) },
  };
  return HEADER + stringify(config, { lineWidth: 0 });
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
