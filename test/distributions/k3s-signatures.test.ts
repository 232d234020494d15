import assert from "node:assert/strict";
import { test } from "node:test";
import { explain as explainBy } from "../../src/distributions/evidence.ts";
import { SIGNATURES } from "../../src/distributions/k3s/signatures.ts";
import { SAID } from "../../src/distributions/shared/stand-in/said.ts";

const explain = (lines: readonly string[]) => explainBy(SIGNATURES, lines);

/** As the stand-in says it when it is asked to. */
function onDemand(code: string, name: string): [code: string, line: string] {
  return [code, SAID.find((failure) => failure.name === name)?.line ?? ""];
}

/** Lines as K3s, etcd and the kubelet print them; one at least for every signature. */
const LINES: readonly [code: string, line: string][] = [
  [
    "NODE_NAME_TAKEN",
    'level=fatal msg="starting kubernetes: preparing server: duplicate node name found, please use a unique name for this node"',
  ],
  [
    "NODE_NAME_TAKEN",
    "level=info msg=\"Waiting to retrieve agent configuration; server is not ready: Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry\"",
  ],
  [
    "TOKEN_WRONG_CLUSTER",
    'level=fatal msg="token CA hash does not match the Cluster CA certificate hash: 1a2b != 3c4d"',
  ],
  [
    "TOKEN_WRONG_CLUSTER",
    'level=error msg="failed to get CA certs: Get \\"https://10.0.0.9:6443/cacerts\\": EOF"',
  ],
  [
    "TOKEN_LOST",
    'level=fatal msg="starting kubernetes: preparing server: bootstrap data already found and encrypted with different token"',
  ],
  ["TOKEN_LOST", 'level=fatal msg="K3S_TOKEN is required to join a cluster"'],
  [
    "SERVERS_DIFFER",
    'level=fatal msg="starting kubernetes: preparing server: failed to validate server configuration: critical configuration value mismatch between servers: ClusterIPRange"',
  ],
  ["MEMBER_REMOVED", 'level=fatal msg="this server has been permanently removed from the cluster"'],
  [
    "MEMBER_REMOVED",
    'level=fatal msg="this server is a not a member of the etcd cluster. Found [a=https://10.0.0.1:2380], expect: b=https://10.0.0.2:2380"',
  ],
  ["MEMBER_REMOVED", 'level=warning msg="tombstone file has been detected, saving data dir"'],
  ["CGROUP_MISSING", 'level=fatal msg="failed to find memory cgroup (v2)"'],
  [
    "CGROUP_V1",
    'E1120 err="kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported"',
  ],
  [
    "KERNEL_DEFAULTS",
    'err="failed to run Kubelet: [invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0]"',
  ],
  [
    "CERTIFICATE_TIME",
    "x509: certificate has expired or is not yet valid: current time 1970-01-01T00:02:11Z is before 2026-01-01T00:00:00Z",
  ],
  [
    "CERTIFICATE_TIME",
    'level=fatal msg="/var/lib/rancher/k3s/server/tls/server-ca.key is newer than within database"',
  ],
  ["ADDRESS_IN_USE", 'level=fatal msg="listen tcp :6443: bind: address already in use"'],
  [
    "NO_DEFAULT_ROUTE",
    'level=fatal msg="unable to select an IP from default routes: no default routes found in \\"/proc/net/route\\""',
  ],
  ["CONFIG_REFUSED", 'level=fatal msg="Error: flag provided but not defined: -flanel-backend"'],
  [
    "CONFIG_REFUSED",
    'level=fatal msg="Error: invalid cluster-cidr 10.42/16: invalid CIDR address: 10.42/16"',
  ],
  ["ETCD_FULL", 'err="etcdserver: mvcc: database space exceeded"'],
  ["DISK_SLOW", '{"level":"warn","msg":"apply request took too long","took":"1.2s"}'],
  ["INOTIFY_LIMIT", 'err="failed to create fsnotify watcher: too many open files"'],
  onDemand("MEMBER_REMOVED", "removed-meanwhile"),
  onDemand("MEMBER_REMOVED", "founder-removed"),
  onDemand("LEARNERS", "learners"),
  onDemand("LEARNERS", "learner-slow"),
  onDemand("DISK_SLOW", "leader-changed"),
  onDemand("DISK_SLOW", "request-timed-out"),
  onDemand("SANDBOX_IMAGE", "sandbox-image"),
  onDemand("IMAGE_MISSING", "image-missing"),
  onDemand("DISK_PRESSURE", "evicted"),
  ["DISK_PRESSURE", 'level=fatal msg="write /var/lib/rancher/k3s/x: no space left on device"'],
];

test("each known failure is recognised in the words of K3s", () => {
  for (const [code, line] of LINES) assert.equal(explain([line])?.signature.code, code, line);
});

test("every signature is met by one recorded line", () => {
  const met = new Set(LINES.map(([, line]) => explain([line])?.signature));
  assert.deepEqual(
    SIGNATURES.filter((signature) => !met.has(signature)).map(({ contains }) => contains),
    [],
  );
});

test("the newest known line explains, and ordinary lines explain nothing", () => {
  const lines = LINES.slice(0, 5).map(([, line]) => line);
  assert.equal(explain([...lines, 'level=info msg="Running kubelet"'])?.line, lines.at(-1));
  assert.equal(explain(['level=info msg="k3s is up and running"', ""]), undefined);
});
