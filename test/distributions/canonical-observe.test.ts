import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { canonical } from "../../src/distributions/canonical/index.ts";
import type { ClusterSeen } from "../../src/distributions/index.ts";
import { ABSENT, known, type UnitState, unknown } from "../../src/engine/index.ts";
import {
  createMemoryHost,
  type MemoryFile,
  type MemoryHostOptions,
  type MemoryHttpRequest,
} from "../../src/host/index.ts";
import { makeCertificate } from "../support/make-certificate.ts";

const MACHINES = new URL("../fixtures/canonical/machines", import.meta.url).pathname;
const { signal } = new AbortController();

/** Files of a host as the documentation has them; certificates are made anew. */
function filesOf(machine: string): Record<string, MemoryFile> {
  const root = join(MACHINES, machine);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const place = join(entry.parentPath, entry.name);
      return [place.slice(root.length), readFileSync(place, "utf8")] as const;
    });
  return Object.fromEntries(files);
}

const UP: UnitState = { active: "active", sub: "running", enabled: "enabled", restarts: 0 };
const OFF: UnitState = { active: "inactive", sub: "dead", enabled: "disabled", restarts: 0 };

function unitsOf(enabled: readonly string[], more: Readonly<Record<string, UnitState>> = {}) {
  const all = [
    "k8sd",
    "containerd",
    "kubelet",
    "kube-proxy",
    "kube-apiserver",
    "etcd",
    "k8s-dqlite",
  ];
  const states = all.map((name) => [`snap.k8s.${name}.service`, enabled.includes(name) ? UP : OFF]);
  return { ...Object.fromEntries(states), ...more };
}

const CONTROL_PLANE = ["k8sd", "containerd", "kubelet", "kube-apiserver", "etcd"];

const END_MS = Date.parse("2030-01-02T03:04:05Z");
const leaf = makeCertificate({ name: "127.0.0.1", toMs: END_MS });
const later = makeCertificate({ name: "127.0.0.1", toMs: END_MS + 86_400_000 });

function kubeconfig(): string {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  return [
    "apiVersion: v1",
    "clusters:",
    "- cluster:",
    `    certificate-authority-data: ${base64(leaf.cert)}`,
    "    server: https://127.0.0.1:6443",
    "  name: k8s",
    "users:",
    "- name: k8s-user",
    "  user:",
    `    client-certificate-data: ${base64(leaf.cert)}`,
    `    client-key-data: ${base64(leaf.key)}`,
    "",
  ].join("\n");
}

const NODE = {
  metadata: { name: "node-1", labels: { "node-role.kubernetes.io/control-plane": "" } },
  status: {
    conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }],
    addresses: [{ type: "InternalIP", address: "10.0.0.11" }],
    nodeInfo: { kubeletVersion: "v1.34.4" },
  },
};

const K8SD = { type: "sync", metadata: { name: "node-1", address: "10.0.0.11:6400", ready: true } };
const NOT_YET = { type: "error", error_code: 503, error: "Database is not yet initialized" };

/** The API server and k8sd of a host that is well. */
function answering(k8sd: unknown = K8SD) {
  return ({ url, socketPath }: MemoryHttpRequest) => {
    const path = URL.parse(url)?.pathname ?? "";
    const bodies: Readonly<Record<string, unknown>> = {
      "/readyz": "ok",
      "/api/v1/nodes": { kind: "NodeList", metadata: { resourceVersion: "1" }, items: [NODE] },
      "/api/v1/pods": { items: [{ metadata: { name: "a" }, status: { phase: "Running" } }] },
      "/core/1.0": socketPath === undefined ? undefined : k8sd,
    };
    if (bodies[path] === undefined) return { is: "failed", at: "connect", why: "refused" } as const;
    const body = new TextEncoder().encode(JSON.stringify(bodies[path]));
    return { is: "answered", status: 200, headers: {}, body, tookMs: 2 } as const;
  };
}

const look = (options: MemoryHostOptions) =>
  canonical.observe({ host: createMemoryHost(options), cluster: undefined, signal });

test("a control plane with etcd is seen whole: version, unit, API, node, pods, certificates", async () => {
  const seen = await look({
    files: {
      ...filesOf("etcd-1.34"),
      "/etc/kubernetes/admin.conf": kubeconfig(),
      "/etc/kubernetes/pki/apiserver.crt": later.cert,
      "/etc/kubernetes/pki/etcd/server.crt": leaf.cert,
    },
    units: unitsOf(CONTROL_PLANE),
    http: answering(),
  });
  const { atMs: _, lastEvidence: __, nodes, ...rest } = seen;
  assert.deepEqual(rest, {
    distribution: "canonical",
    ownership: known({
      by: "someone-else",
      evidence: "data of a cluster (/var/snap/k8s/common/var/lib/k8sd/state/database)",
    }),
    installed: known({ version: "1.34.4" }),
    unit: known({
      name: "snap.k8s.kubelet.service",
      active: "active",
      sub: "running",
      restarts: 0,
    }),
    api: known({ endpoint: "https://127.0.0.1:6443", ready: true, latencyMs: 2, failing: [] }),
    pods: known({ running: 1, total: 1 }),
    certificateEndsMs: known(END_MS),
  });
  assert.ok(nodes.is === "known");
  const [own] = nodes.value;
  assert.deepEqual(
    [own?.name, own?.isThisHost, own?.ready, own?.version, own?.roles, own?.internalIp],
    ["node-1", true, "True", "1.34.4", ["control-plane"], "10.0.0.11"],
  );
});

test("the first service that shall run and does not is the one that is shown, with its last words", async () => {
  const apiserver = "snap.k8s.kube-apiserver.service";
  const failed: UnitState = { active: "failed", sub: "failed", enabled: "enabled", restarts: 5 };
  const host = createMemoryHost({
    files: filesOf("dqlite-1.32"),
    units: unitsOf([...CONTROL_PLANE, "k8s-dqlite"], { [apiserver]: failed }),
  });
  host.logUnit(apiserver, "listen tcp 0.0.0.0:6443: bind: address already in use");
  const { unit, lastEvidence } = await canonical.observe({ host, cluster: undefined, signal });
  assert.deepEqual(unit, known({ name: apiserver, active: "failed", sub: "failed", restarts: 5 }));
  assert.match(lastEvidence ?? "", /^another program listens on a port the cluster needs \(listen/);
});

test("the snap without a cluster says so through k8sd", async () => {
  const { lastEvidence, ownership, unit } = await look({
    files: { "/snap/k8s/current/meta/snap.yaml": "version: v1.36.0\n" },
    units: unitsOf(["k8sd"]),
    http: answering(NOT_YET),
  });
  assert.deepEqual(ownership, ABSENT);
  assert.equal(unit.is === "known" && unit.value.name, "snap.k8s.k8sd.service");
  assert.equal(lastEvidence, "Database is not yet initialized");
});

test("a worker is a node without stores, and misses none of them", async () => {
  const files = { ...filesOf("worker-1.36"), "/etc/kubernetes/kubelet.conf": kubeconfig() };
  const host = createMemoryHost({
    files,
    units: unitsOf(["k8sd", "containerd", "kubelet"], {
      "snap.k8s.k8s-apiserver-proxy.service": UP,
    }),
    http: answering(),
  });
  const cluster = await canonical.observe({ host, cluster: undefined, signal });
  assert.deepEqual(
    [cluster.ownership, cluster.installed],
    [
      known({
        by: "someone-else",
        evidence: "a node of a cluster (/var/snap/k8s/common/args/kubelet)",
      }),
      known({ version: "1.36.0" }),
    ],
  );
  const stores = canonical.openStores(host);
  const seen: ClusterSeen = { cluster, stores: ABSENT };
  assert.deepEqual(await stores.look(signal), ABSENT);
  stores.close();
  const types = canonical.conditions(undefined, seen).map(({ type }) => type);
  assert.equal(types.includes("DatastoreHealthy"), false);
  assert.deepEqual(canonical.recovery(seen), []);
});

test("a cluster run by its Kairos provider is said to be its", async () => {
  const mark = "/opt/canonical/canonical.join";
  const { ownership } = await look({ files: { ...filesOf("dqlite-1.32"), [mark]: "" } });
  assert.deepEqual(
    ownership,
    known({ by: "someone-else", evidence: `a cluster run by its Kairos provider (${mark})` }),
  );
});

const BOTH = ["--state-dir", "--k8s-dqlite-state-dir"];
const ONE_AT_A_TIME = [
  [...BOTH, "--skip-k8s-dqlite", "--log-level"],
  [...BOTH, "--skip-k8sd", "--log-level"],
];

test("recovery names the flags its version knows, and each store its own guide", async () => {
  const commands = async (machine: string, kind: "dqlite" | "etcd") => {
    const cluster = await look({ files: filesOf(machine) });
    const verdict = {
      is: "LOST",
      why: "",
      voters: 3,
      answering: 1,
      needed: 2,
      mayFail: 0,
    } as const;
    const base = { title: "", source: "members", atMs: 0, verdict, members: [] } as const;
    const stores = known([
      { ...base, id: "membership", kind: "dqlite" as const },
      { ...base, id: "kubernetes", kind },
    ]);
    const guides = canonical.recovery({ cluster, stores });
    const recovering = guides.flatMap(({ steps }) =>
      steps.flatMap((step) => step.commands.filter((line) => line.includes("cluster-recover"))),
    );
    return [guides.map(({ id }) => id), recovering.map((line) => line.match(/--[\w-]+/g))];
  };
  assert.deepEqual(await commands("dqlite-1.32", "dqlite"), [
    ["membership-quorum-lost", "k8s-dqlite-quorum-lost", "from-snapshot"],
    [...ONE_AT_A_TIME, ...ONE_AT_A_TIME],
  ]);
  assert.deepEqual(await commands("worker-1.36", "etcd"), [
    ["membership-quorum-lost", "etcd-quorum-lost", "from-snapshot"],
    [["--state-dir"], ["--state-dir"]],
  ]);
  const nothing = await look({});
  assert.deepEqual(canonical.recovery({ cluster: nothing, stores: unknown("no keys") }), []);
});
