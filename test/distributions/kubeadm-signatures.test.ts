import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { explain as explainBy } from "../../src/distributions/evidence.ts";
import { SIGNATURES } from "../../src/distributions/kubeadm/signatures.ts";

const explain = (lines: readonly string[]) => explainBy(SIGNATURES, lines);

/** The first line of a recorded file that holds these words. */
function recorded(file: string, words: string): string {
  const text = readFileSync(new URL(`../fixtures/kubeadm/${file}`, import.meta.url), "utf8");
  const line = text.split("\n").find((found) => found.includes(words));
  assert.ok(line, `${file} has no line with ${words}`);
  return line;
}

const USED = "fail-init-on-used-host.txt";
/** Recorded from 1.36.2 where a file is named; else in the words of the documentation and the sources. */
const LINES: readonly [code: string, line: string][] = [
  [
    "SWAP_ON",
    'err="failed to run Kubelet: running with swap on is not supported, please disable swap"',
  ],
  ["CGROUP_V1", 'err="kubelet is configured to not run on a host using cgroup v1."'],
  ["CGROUP_V1", recorded(USED, "ERROR SystemVerification")],
  [
    "KERNEL_DEFAULTS",
    recorded("kubelet-journal-of-that-failure.txt", "Failed to start ContainerManager"),
  ],
  ["KERNEL_DEFAULTS", 'err="failed to run Kubelet: [invalid kernel flag: vm/overcommit_memory]"'],
  ["CGROUP_MISSING", "failed to find memory cgroup (v2)"],
  [
    "BRIDGE_NETFILTER",
    "[ERROR FileContent--proc-sys-net-bridge-bridge-nf-call-iptables]: /proc/sys/net/bridge/bridge-nf-call-iptables does not exist",
  ],
  [
    "BRIDGE_NETFILTER",
    "[ERROR FileContent--proc-sys-net-ipv4-ip_forward]: /proc/sys/net/ipv4/ip_forward contents are not set to 1",
  ],
  [
    "CRI_DISABLED",
    "[ERROR CRI]: could not connect to the container runtime: failed to create new CRI runtime service: validate service connection: validate CRI v1 runtime API for endpoint",
  ],
  [
    "CRI_DISABLED",
    "rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService",
  ],
  [
    "RUNTIME_DOWN",
    'err="failed to run Kubelet: dial unix /run/containerd/containerd.sock: connect: no such file or directory"',
  ],
  [
    "CGROUP_DRIVER",
    'err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"systemd\\" is different from docker cgroup driver"',
  ],
  [
    "SANDBOX_IMAGE",
    'err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.10\\": i/o timeout"',
  ],
  [
    "IMAGE_MISSING",
    'failed to pull and unpack image \\"registry.lan/nope:1\\": failed to resolve image: failed to do request',
  ],
  [
    "MEMBER_REMOVED",
    '{"level":"warn","msg":"the member has been permanently removed from the cluster"}',
  ],
  ["LEARNERS", "etcdserver: too many learner members in cluster"],
  [
    "CERTIFICATE_TIME",
    "tls: failed to verify certificate: x509: certificate has expired or is not yet valid",
  ],
  ["ADDRESS_IN_USE", "listen tcp 0.0.0.0:10250: bind: address already in use"],
  ["ADDRESS_IN_USE", recorded(USED, "ERROR Port-6443")],
  ["LEFTOVERS", recorded(USED, "ERROR DirAvailable--var-lib-etcd")],
  ["LEFTOVERS", recorded(USED, "ERROR FileAvailable")],
  [
    "API_NEVER_CAME",
    recorded("kubeadm-init-apiserver-never-came.txt", "could not bootstrap the admin user"),
  ],
  ["TOKEN_UNKNOWN", "could not find a JWS signature in the cluster-info ConfigMap for token ID"],
  ["TOKEN_WRONG_CLUSTER", recorded("fail-join-wrong-ca-hash.txt", "none of the public keys")],
  ["ETCD_FULL", "etcdserver: mvcc: database space exceeded"],
  ["DISK_SLOW", '{"level":"warn","msg":"apply request took too long","took":"1.2s"}'],
  ["DISK_SLOW", 'err="etcdserver: leader changed"'],
  ["DISK_SLOW", 'err="etcdserver: request timed out"'],
  [
    "DISK_PRESSURE",
    'I1120 eviction_manager.go:366] "Eviction manager: must evict pod(s) to reclaim" resourceName="ephemeral-storage"',
  ],
  ["STORE_SILENT", recorded("kubelet-journal-etcd-down.txt", "unable to return a response")],
  ["INOTIFY_LIMIT", 'err="failed to create fsnotify watcher: too many open files"'],
  ["DISK_PRESSURE", "write /var/lib/etcd/member/wal/0.tmp: no space left on device"],
  ["CONFIG_REFUSED", 'err="failed to parse kubelet flag: unknown flag: --max-podds"'],
];

test("each known failure is recognised in the words of kubeadm, kubelet, containerd and etcd", () => {
  for (const [code, line] of LINES) assert.equal(explain([line])?.signature.code, code, line);
});

test("every signature is met by one line", () => {
  const met = new Set(LINES.map(([, line]) => explain([line])?.signature));
  assert.deepEqual(
    SIGNATURES.filter((signature) => !met.has(signature)).map(({ contains }) => contains),
    [],
  );
});

test("a good init explains nothing", () => {
  const text = readFileSync(
    new URL("../fixtures/kubeadm/kubeadm-init.txt", import.meta.url),
    "utf8",
  );
  assert.equal(explain(text.split("\n")), undefined);
});
