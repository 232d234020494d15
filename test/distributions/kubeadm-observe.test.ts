import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { ClusterSeen } from "../../src/distributions/index.ts";
import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import { ABSENT, known, type UnitState } from "../../src/engine/index.ts";
import {
  createMemoryHost,
  exited,
  type MemoryFile,
  type MemoryHostOptions,
  type MemoryHttpRequest,
} from "../../src/host/index.ts";
import { makeCertificate } from "../support/make-certificate.ts";

const { signal } = new AbortController();

const recorded = (name: string) =>
  readFileSync(new URL(`../fixtures/kubeadm/${name}`, import.meta.url), "utf8");

const UP: UnitState = { active: "active", sub: "running", enabled: "enabled", restarts: 0 };
const UNITS = { "kubelet.service": UP, "containerd.service": UP };

const END_MS = Date.parse("2030-01-02T03:04:05Z");
const leaf = makeCertificate({ name: "10.99.0.2", toMs: END_MS });
const later = makeCertificate({ name: "10.99.0.2", toMs: END_MS + 86_400_000 });
const base64 = (text: string) => Buffer.from(text).toString("base64");

function kubeconfig(user: string, keys: readonly string[]): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(later.cert)}
    server: https://10.99.0.2:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: ${user}
  name: ${user}@kubernetes
current-context: ${user}@kubernetes
kind: Config
users:
- name: ${user}
  user:
${keys.map((line) => `    ${line}\n`).join("")}`;
}

const inside = (cert: string) => [
  `client-certificate-data: ${base64(cert)}`,
  `client-key-data: ${base64(leaf.key)}`,
];
const ROTATED = "/var/lib/kubelet/pki/kubelet-client-current.pem";
const beside = [`client-certificate: ${ROTATED}`, `client-key: ${ROTATED}`];

/** What every node has. */
const NODE: Readonly<Record<string, MemoryFile>> = {
  "/etc/kubernetes/kubelet.conf": kubeconfig("system:node:edge-01", beside),
  "/var/lib/kubelet/config.yaml": recorded("kubelet-config.yaml"),
  "/var/lib/kubelet/instance-config.yaml": recorded("kubelet-instance-config.yaml"),
  "/var/lib/kubelet/kubeadm-flags.env": recorded("kubeadm-flags.env"),
  [ROTATED]: `${later.cert}${later.key}`,
  "/usr/bin/kubelet": { content: "kubelet", mode: 0o755 },
};

const MANIFESTS = "/etc/kubernetes/manifests";
const CONTROL_PLANE: Readonly<Record<string, MemoryFile>> = {
  ...NODE,
  "/etc/kubernetes/admin.conf": kubeconfig("kubernetes-admin", inside(later.cert)),
  "/etc/kubernetes/scheduler.conf": kubeconfig("system:kube-scheduler", inside(leaf.cert)),
  "/etc/kubernetes/pki/apiserver.crt": later.cert,
  "/etc/kubernetes/pki/etcd/server.crt": later.cert,
  "/etc/kubernetes/pki/etcd/server.key": later.key,
  [`${MANIFESTS}/etcd.yaml`]: recorded("manifest-etcd.yaml"),
  [`${MANIFESTS}/kube-apiserver.yaml`]: recorded("manifest-kube-apiserver.yaml"),
  [`${MANIFESTS}/kube-controller-manager.yaml`]: "kind: Pod\n",
  [`${MANIFESTS}/kube-scheduler.yaml`]: "kind: Pod\n",
};

/** The API of a host that is well, as it was recorded. */
function answering({ url }: MemoryHttpRequest) {
  const bodies: Readonly<Record<string, string>> = {
    "/readyz": recorded("readyz-verbose.txt"),
    "/api/v1/nodes": recorded("nodes-list.raw.json"),
    "/api/v1/pods": recorded("pods.json"),
  };
  const found = bodies[URL.parse(url)?.pathname ?? ""];
  if (found === undefined) return { is: "failed", at: "connect", why: "refused" } as const;
  const body = new TextEncoder().encode(found);
  return { is: "answered", status: 200, headers: {}, body, tookMs: 2 } as const;
}

const hostWith = (options: MemoryHostOptions) =>
  createMemoryHost({
    units: UNITS,
    commands: { kubelet: () => exited("Kubernetes v1.36.2\n") },
    ...options,
  });
const look = (options: MemoryHostOptions) =>
  kubeadm.observe({ host: hostWith(options), cluster: undefined, signal });

test("a control plane is seen whole: version, unit, API, node, pods, the first certificate to end", async () => {
  const seen = await look({ files: CONTROL_PLANE, http: answering });
  const { atMs: _, nodes, ...rest } = seen;
  assert.deepEqual(rest, {
    distribution: "kubeadm",
    ownership: known({
      by: "someone-else",
      evidence: "another node made by kubeadm (/etc/kubernetes/kubelet.conf)",
    }),
    installed: known({ version: "1.36.2" }),
    unit: known({ name: "kubelet.service", active: "active", sub: "running", restarts: 0 }),
    api: known({ endpoint: "https://10.99.0.2:6443", ready: true, latencyMs: 2, failing: [] }),
    pods: known({ running: 4, total: 4 }),
    certificateEndsMs: known(END_MS),
    certificatesWrittenMs: 1_767_225_600_000,
  });
  assert.ok(nodes.is === "known");
  const [own] = nodes.value;
  assert.deepEqual(
    [own?.name, own?.isThisHost, own?.ready, own?.version, own?.roles, own?.internalIp],
    ["edge-01", true, "True", "1.36.2", ["control-plane"], "10.99.0.2"],
  );
});

test("whose cluster it is: ours by its claim, formed by its record, another tool's by its traces", async () => {
  const claim = '{"cluster":"rack12"}';
  const ours = { "/etc/kubernetes/pki/bringup-claim.json": claim };
  const cases: readonly (readonly [Readonly<Record<string, MemoryFile>>, unknown])[] = [
    [{}, ABSENT],
    // As `kubeadm reset` leaves it, and packages bring it.
    [
      { "/etc/kubernetes/manifests/": "", "/etc/kubernetes/pki/": "", "/var/lib/etcd/": "" },
      ABSENT,
    ],
    [
      { ...CONTROL_PLANE, ...ours },
      known({
        by: "this-tool",
        evidence: "/etc/kubernetes/pki/bringup-claim.json",
        cluster: "rack12",
        committed: false,
      }),
    ],
    [
      { ...ours, "/etc/kubernetes/pki/bringup-cluster.json": claim },
      known({
        by: "this-tool",
        evidence: "/etc/kubernetes/pki/bringup-claim.json",
        cluster: "rack12",
        committed: true,
      }),
    ],
    [
      { ...CONTROL_PLANE, "/opt/kubeadm.init": "" },
      known({
        by: "someone-else",
        evidence: "a cluster run by its Kairos provider (/opt/kubeadm.init)",
      }),
    ],
  ];
  for (const [files, expected] of cases)
    assert.deepEqual((await look({ files })).ownership, expected);
});

test("a kubelet that waits for kubeadm is starting, not in a crash loop", async () => {
  const restarting: UnitState = { ...UP, active: "activating", sub: "auto-restart", restarts: 40 };
  const cluster = await look({
    files: { "/usr/bin/kubelet": { content: "kubelet", mode: 0o755 } },
    units: { ...UNITS, "kubelet.service": restarting },
  });
  const [service] = kubeadm.conditions(undefined, { cluster, stores: ABSENT });
  assert.deepEqual([service?.status, service?.reason], ["False", "Starting"]);
  assert.deepEqual(cluster.ownership, ABSENT);
});

test("the container engine is shown where it is what does not run, under the name the kubelet gives it", async () => {
  const down: UnitState = { ...UP, active: "failed", sub: "failed", restarts: 5 };
  const spectro =
    'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/spectro/containerd/containerd.sock"\n';
  const rows: readonly (readonly [string, string])[] = [
    [recorded("kubeadm-flags.env"), "containerd.service"],
    [spectro, "spectro-containerd.service"],
  ];
  for (const [flags, unit] of rows) {
    const { unit: shown } = await look({
      files: { ...CONTROL_PLANE, "/var/lib/kubelet/kubeadm-flags.env": flags },
      units: { ...UNITS, [unit]: down },
    });
    assert.deepEqual(shown, known({ name: unit, active: "failed", sub: "failed", restarts: 5 }));
  }
});

test("the cause kubeadm did not know is found in the kubelet's journal", async () => {
  const failed: UnitState = { ...UP, active: "failed", sub: "failed" };
  const host = hostWith({
    files: CONTROL_PLANE,
    units: { ...UNITS, "kubelet.service": failed },
  });
  for (const line of recorded("kubelet-journal-of-that-failure.txt").trimEnd().split("\n"))
    host.logUnit("kubelet.service", line.replace(/^\S+ \S+ /, ""));
  const { lastEvidence } = await kubeadm.observe({ host, cluster: undefined, signal });
  assert.match(
    lastEvidence ?? "",
    /^the kubelet may not set .* \("Failed to start ContainerManager" err="\[open \/proc\/sys\/vm\/overcommit_memory: read-only/,
  );
});

test("a control plane without one of its manifests says which", async () => {
  const { [`${MANIFESTS}/etcd.yaml`]: _, ...files } = CONTROL_PLANE;
  const host = hostWith({ files, http: answering });
  const { lastEvidence } = await kubeadm.observe({ host, cluster: undefined, signal });
  assert.equal(
    lastEvidence,
    "the control plane lacks etcd: /etc/kubernetes/manifests/etcd.yaml is missing",
  );
  const stores = kubeadm.openStores(host);
  const seen = await stores.look(signal);
  stores.close();
  assert.equal(seen.is, "known", "a member that was stopped is still a member");
});

test("etcd tells through its gauges where its keys do not help", async () => {
  const gauges = [
    "etcd_server_has_leader 1",
    "etcd_server_is_leader 1",
    "etcd_server_is_learner 0",
    "etcd_mvcc_db_total_size_in_bytes 667648",
  ];
  const host = hostWith({
    files: CONTROL_PLANE,
    http: ({ url }) =>
      url.startsWith("http://127.0.0.1:2381/")
        ? {
            ...{ is: "answered", status: 200, headers: {}, tookMs: 1 },
            body: new TextEncoder().encode(`${gauges.join("\n")}\n`),
          }
        : { is: "failed", at: "connect", why: "refused" },
  });
  await host.files.remove("/etc/kubernetes/pki/etcd/server.key");
  const stores = kubeadm.openStores(host);
  const seen = await stores.look(signal);
  stores.close();
  assert.ok(seen.is === "known");
  const [store] = seen.value;
  assert.deepEqual(
    [store?.kind, store?.leader, store?.members.map(({ name, role }) => [name, role])],
    ["etcd", "own", [["edge-01", "voter"]]],
  );
});

test("a worker asks by the kubelet's own keys, has no store, and misses none", async () => {
  const host = hostWith({ files: NODE, http: answering });
  const access = await kubeadm.observeAccess(host);
  assert.ok(access.is === "known");
  assert.deepEqual(
    [access.value.nodeName, access.value.kube.server, access.value.kube.tls.cert],
    ["edge-01", "https://10.99.0.2:6443", `${later.cert}${later.key}`],
  );
  const cluster = await kubeadm.observe({ host, cluster: undefined, signal });
  assert.deepEqual(cluster.installed, known({ version: "1.36.2" }), "of the kubelet itself");
  const stores = kubeadm.openStores(host);
  assert.deepEqual(await stores.look(signal), ABSENT);
  stores.close();
  const seen: ClusterSeen = { cluster, stores: ABSENT };
  const types = kubeadm.conditions(undefined, seen).map(({ type }) => type);
  assert.equal(types.includes("DatastoreHealthy"), false);
  assert.deepEqual(kubeadm.recovery(seen), []);
});
