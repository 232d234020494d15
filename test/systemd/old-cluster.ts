import { readFileSync } from "node:fs";

const tls = (name: string) =>
  readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");
const base64 = (text: string) => Buffer.from(text).toString("base64");

const KUBECONFIG = `
clusters: [{cluster: {server: "https://127.0.0.1:16443", certificate-authority-data: ${base64(tls("ca"))}}}]
users: [{user: {client-certificate-data: ${base64(tls("client"))}, client-key-data: ${base64(tls("client-key"))}}}]
`;

/** What Kubernetes 1.31 answers when somebody asked for flow schemas the old way. */
const METRICS = `# TYPE apiserver_requested_deprecated_apis gauge
apiserver_requested_deprecated_apis{group="flowcontrol.apiserver.k8s.io",removed_release="1.32",resource="flowschemas",subresource="",version="v1beta3"} 1
`;
const PODS = {
  kind: "PodList",
  items: [{ metadata: { namespace: "shop", name: "debug" }, status: { phase: "Running" } }],
};

/** An API server as far as two checks ask it: real TLS, and a client it has to know. */
const SERVER = `
const options = ${JSON.stringify({
  ...{ key: tls("server-key"), cert: tls("server"), ca: tls("ca") },
  ...{ requestCert: true, rejectUnauthorized: true },
})};
const answers = ${JSON.stringify({
  "/metrics": METRICS,
  "/api/v1/pods": JSON.stringify(PODS),
  "/apis/policy/v1/poddisruptionbudgets": '{"items":[]}',
  "/api/v1/persistentvolumes": '{"items":[]}',
})};
require("node:https")
  .createServer(options, ({ url }, response) => {
    const answer = answers[url.split("?")[0]];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  })
  .listen(16443, "127.0.0.1", () => require("node:fs").writeFileSync("/run/held", ""));
`;

const NODE = "/usr/lib/bringup/node_modules/node/bin/node";

/** A cluster that is not ours, with its access and its API; lines of shell for root on a host. */
export const OLD_CLUSTER = {
  make: [
    "mkdir -p /etc/kubernetes",
    `echo ${base64(KUBECONFIG)} | base64 -d > /etc/kubernetes/admin.conf`,
    `echo ${base64(SERVER)} | base64 -d > /root/old-cluster.cjs`,
    `systemd-run --quiet --unit=old-cluster ${NODE} /root/old-cluster.cjs`,
    "until test -e /run/held; do sleep 0.1; done",
  ].join("; "),
  undo: "systemctl stop old-cluster; rm -r /run/held /root/old-cluster.cjs /etc/kubernetes",
};
