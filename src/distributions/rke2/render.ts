import { FIPS_ARGUMENTS } from "../shared/fips.ts";
import {
  configText,
  joinConfig,
  markConfig,
  networkConfig,
  nodeConfig,
  some,
} from "../shared/server-config.ts";
import { minorOf } from "../shared/versions.ts";
import { yamlText } from "../shared/yaml-text.ts";
import { hardenedConfig } from "./hardening.ts";
import type { Rke2Inputs } from "./inputs.ts";
import { TOKEN_FILE } from "./paths.ts";

/**
 * Pure. /etc/rancher/rke2/config.yaml of a server: one without `server` founds a cluster. That stays so when
 * others have joined: with its etcd on the disk RKE2 reads none of it, and without it the service does not
 * start (`guardStep`). The joining form would need another member that answers.
 */
export function renderConfig(inputs: Rke2Inputs): string {
  const hardened = inputs.isHardened ? hardenedConfig(inputs.version) : undefined;
  const { native } = inputs;
  const fips = inputs.isFips ? FIPS_ARGUMENTS : [];
  const config = {
    ...nodeConfig(inputs),
    ...networkConfig(inputs),
    ...joinConfig(inputs.join, TOKEN_FILE),
    cni: inputs.cni,
    ...disabled(inputs.version),
    "tls-san": some(inputs.sans),
    "write-kubeconfig-mode": native.writeKubeconfigMode ?? "0600",
    ...markConfig(inputs),
    "etcd-snapshot-schedule-cron": native.snapshotSchedule,
    "etcd-snapshot-retention": native.snapshotRetention,
    ...hardened?.flags,
    "kube-apiserver-arg": some([
      ...fips,
      ...(hardened?.apiserver ?? []),
      ...(native.kubeApiserverArgs ?? []),
    ]),
    "kube-controller-manager-arg": some([...fips]),
    "kube-scheduler-arg": some([...fips]),
    "kubelet-arg": some([...fips, ...(native.kubeletArgs ?? [])]),
  };
  return configText(config);
}

/** Pure. The same of a host that only runs pods: it knows no key of a server. */
export function renderAgentConfig(inputs: Rke2Inputs): string {
  const config = {
    ...nodeConfig(inputs),
    ...joinConfig(inputs.join, TOKEN_FILE),
    ...markConfig(inputs),
    ...(inputs.isHardened ? { profile: "cis" } : {}),
    "kubelet-arg": some([
      ...(inputs.isFips ? FIPS_ARGUMENTS : []),
      ...(inputs.native.kubeletArgs ?? []),
    ]),
  };
  return configText(config);
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
export function renderUnit(binary: string, role: "server" | "agent" = "server"): string {
  const other = role === "server" ? "agent" : "server";
  return `[Unit]
Description=Rancher Kubernetes Engine v2 (${role})
Documentation=https://github.com/rancher/rke2#readme
Wants=network-online.target
After=network-online.target
Conflicts=rke2-${other}.service

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
ExecStart=${binary} ${role}
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
    spec: { valuesContent: yamlText(values) },
  };
  return configText(config);
}
