import {
  failureLine,
  info,
  type Line,
  MOMENTS,
  type Story,
} from "../../shared/stand-in/timeline.ts";

/** The journal of a start in the order of distributions.md 4.5; the first line says what this is. */
export function linesOf(story: Story): readonly Line[] {
  const { version, config, failure, images, isFirstStart } = story;
  const opened = MOMENTS.datastore;
  const apiMs = failure?.apiAfterMs ?? MOMENTS.api;
  const upMs = Math.max(apiMs, MOMENTS.up);
  const lines: Line[] = [
    info(0, "simulated: a stand-in for rke2 of bringup, no containers run here"),
    info(0, `Starting rke2 v${version}`),
    info(50, "Managed etcd cluster initializing"),
    ...images.map((image) => info(150, `Imported images from ${image}`)),
    info(200, "Running kubelet"),
    info(opened, "ETCD server is now running"),
  ];
  if (failure?.exits) return [...lines, ...failureLine(failure, opened + 100)];
  lines.push(
    ...(isFirstStart
      ? [info(opened, "generated self-signed CA certificate CN=rke2-server-ca")]
      : []),
    info(
      opened + 100,
      `Running kube-apiserver --advertise-address=${config.nodeIp} --advertise-port=6443`,
    ),
    info(opened + 150, "Server node token is available at /var/lib/rancher/rke2/server/token"),
    info(opened + 200, "Wrote kubeconfig /etc/rancher/rke2/rke2.yaml"),
    info(opened + 300, "Waiting for API server to become available"),
    info(apiMs, "Kube API server is now running"),
    info(upMs, "rke2 is up and running"),
    ...failureLine(failure, upMs + 100),
  );
  if (failure?.neverRegisters) return lines;
  const registeredMs = Math.max(apiMs, MOMENTS.registered);
  const who = config.nodeName;
  return [
    ...lines,
    info(registeredMs, `Annotations and labels have been set successfully on node: ${who}`),
  ];
}
