import {
  failureLine,
  info,
  type Line,
  MOMENTS,
  type Story,
} from "../../shared/stand-in/timeline.ts";

/** The journal of a start, in the words of K3s; the first line says what this is. */
export function linesOf({
  version,
  config,
  failure,
  images,
  isFirstStart,
}: Story): readonly Line[] {
  const opened = MOMENTS.datastore;
  const apiMs = failure?.apiAfterMs ?? MOMENTS.api;
  const lines: Line[] = [
    info(0, "simulated: a stand-in for k3s of bringup, no containers run here"),
    info(0, `Starting k3s v${version}`),
    ...(config.datastore === "etcd"
      ? [info(200, "Managed etcd cluster initializing"), info(opened, "ETCD server is now running")]
      : [
          info(
            100,
            "Configuring sqlite3 database connection pooling: maxIdleConns=2, maxOpenConns=0, connMaxLifetime=0s",
          ),
          info(200, "Database tables and indexes are up to date"),
          info(opened, "Kine available at unix://kine.sock"),
        ]),
  ];
  if (failure?.exits) return [...lines, ...failureLine(failure, opened + 100)];
  lines.push(
    ...(isFirstStart
      ? [info(opened, "generated self-signed CA certificate CN=k3s-server-ca")]
      : []),
    info(
      opened + 100,
      `Running kube-apiserver --advertise-address=${config.nodeIp} --advertise-port=6443`,
    ),
    info(opened + 150, "Server node token is available at /var/lib/rancher/k3s/server/token"),
    info(opened + 200, "Wrote kubeconfig /etc/rancher/k3s/k3s.yaml"),
    info(opened + 300, "Waiting for API server to become available"),
    info(apiMs, "Kube API server is now running"),
    info(Math.max(apiMs, MOMENTS.up), "k3s is up and running"),
    ...failureLine(failure, Math.max(apiMs, MOMENTS.up) + 100),
  );
  if (failure?.neverRegisters) return lines;
  const agentMs = Math.max(apiMs, MOMENTS.up);
  return [
    ...lines,
    ...images.map((image) => info(agentMs + 300, `Imported images from ${image}`)),
    info(agentMs + 400, "Running kubelet"),
    info(
      Math.max(apiMs, MOMENTS.registered),
      `Annotations and labels have been set successfully on node: ${config.nodeName}`,
    ),
  ];
}
