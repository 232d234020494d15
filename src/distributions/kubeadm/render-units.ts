import { KUBELET_CONF, KUBELET_CONFIG, KUBELET_FLAGS, KUBERNETES, PROGRAMS } from "./paths.ts";

/** Pure. The unit of the kubelet, as its packages bring it. */
export function renderKubeletUnit(): string {
  return `[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target containerd.service
After=network-online.target containerd.service

[Service]
ExecStart=${PROGRAMS}/kubelet
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target
`;
}

/** Pure. What kubeadm counts on; more arguments in a file that survives where /etc/default does not. */
export function renderKubeletArguments(isKairos: boolean): string {
  const extra = isKairos ? "/etc/sysconfig/kubelet" : "/etc/default/kubelet";
  return `# Written by bringup; edits here are overwritten.
[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=${KUBERNETES}/bootstrap-kubelet.conf --kubeconfig=${KUBELET_CONF}"
Environment="KUBELET_CONFIG_ARGS=--config=${KUBELET_CONFIG}"
EnvironmentFile=-${KUBELET_FLAGS}
EnvironmentFile=-${extra}
ExecStart=
ExecStart=${PROGRAMS}/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`;
}

/** Pure. The unit of containerd, as its project publishes it. */
export function renderContainerdUnit(): string {
  return `[Unit]
Description=containerd container runtime
Documentation=https://containerd.io
After=network.target dbus.service

[Service]
ExecStartPre=-/sbin/modprobe overlay
ExecStart=${PROGRAMS}/containerd
Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
OOMScoreAdjust=-999

[Install]
WantedBy=multi-user.target
`;
}

/** Pure. Proxy credentials stand in the file alone, not in the unit. */
export function renderProxyDropIn(envFile: string): string {
  return `# Written by bringup; edits here are overwritten.\n[Service]\nEnvironmentFile=-${envFile}\n`;
}
