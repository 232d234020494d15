import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterObservation } from "../../src/distributions/index.ts";
import { rke2 } from "../../src/distributions/rke2/index.ts";
import { ABSENT, type HttpOutcome, known } from "../../src/engine/index.ts";
import { createMemoryHost, exited } from "../../src/host/index.ts";

const SIGNAL = new AbortController().signal;
const DATA = "/var/lib/rancher/rke2";

const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: default
clusters: [{name: default, cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: WA==}}]
contexts: [{name: default, context: {cluster: default, user: default}}]
users: [{name: default, user: {client-certificate-data: WA==, client-key-data: WA==}}]
`;

const ok = (body: string): HttpOutcome => ({
  is: "answered",
  status: 200,
  headers: {},
  body: new TextEncoder().encode(body),
  tookMs: 1,
});
const REFUSED: HttpOutcome = { is: "failed", at: "connect", why: "connection refused" };
const EMPTY_LIST = '{"apiVersion":"v1","kind":"List","metadata":{},"items":[]}';

/** A server that somebody else set up; `supervisor`: its second port answers. */
function look({ supervisor }: { readonly supervisor: boolean }): Promise<ClusterObservation> {
  const host = createMemoryHost({
    files: {
      "/usr/local/bin/rke2": { content: "x", mode: 0o755 },
      "/etc/rancher/rke2/rke2.yaml": KUBECONFIG,
      "/etc/rancher/rke2/config.yaml": "node-name: edge-1\n",
      [`${DATA}/server/db/etcd/name`]: "edge-1-1a2b3c4d",
    },
    commands: { rke2: () => exited("rke2 version v1.34.2+rke2r1 (0f1e2d)\ngo version go1.24\n") },
    http: async ({ url }) => {
      const { port, pathname } = new URL(url);
      if (port === "9345") return supervisor ? ok("pong") : REFUSED;
      return ok(pathname === "/readyz" ? "[+]ping ok\n" : EMPTY_LIST);
    },
  });
  return rke2.observe({ host, cluster: undefined, signal: SIGNAL });
}

test("a server of somebody else is seen with its version, and as nobody's to change", async () => {
  const seen = await look({ supervisor: true });
  assert.deepEqual(seen.installed, known({ version: "1.34.2+rke2r1" }));
  assert.deepEqual(
    seen.ownership,
    known({ by: "someone-else", evidence: `data of another RKE2 (${DATA}/server/db)` }),
  );
  assert.equal(seen.api.is === "known" && seen.api.value.ready, true);
});

test("a program from a package or of an image is found where those have it", async () => {
  const host = createMemoryHost({
    files: { "/usr/bin/rke2": { content: "x", mode: 0o755 } },
    commands: { rke2: () => exited("rke2 version v1.33.4+rke2r1 (0f1e2d)\n") },
  });
  const { installed } = await rke2.observe({ host, cluster: undefined, signal: SIGNAL });
  assert.deepEqual(installed, known({ version: "1.33.4+rke2r1" }));
});

test("an API that is well does not hide that nobody can join: the supervisor is asked too", async () => {
  const { api } = await look({ supervisor: false });
  assert.deepEqual(api.is === "known" && { ready: api.value.ready, failing: api.value.failing }, {
    ready: false,
    failing: ["supervisor on 9345"],
  });
});

test("a host that is an agent at every boot is not free for a server", async () => {
  const link = "/etc/systemd/system/multi-user.target.wants/rke2-agent.service";
  const host = createMemoryHost({ files: { [link]: "" } });
  const { ownership } = await rke2.observe({ host, cluster: undefined, signal: SIGNAL });
  assert.deepEqual(
    ownership,
    known({ by: "someone-else", evidence: `an agent of RKE2 (${link})` }),
  );
});

test("its etcd is there as soon as its data is, and unknown is not said to be lost", async () => {
  const bare = rke2.openStores(createMemoryHost());
  assert.deepEqual(await bare.look(SIGNAL), ABSENT);
  const host = createMemoryHost({
    files: { [`${DATA}/server/db/etcd/name`]: "edge-1-1a2b3c4d" },
    http: async () => REFUSED,
  });
  const stores = rke2.openStores(host);
  const seen = await stores.look(SIGNAL);
  stores.close();
  assert.deepEqual(
    seen.is === "known" && seen.value.map(({ kind, members }) => [kind, members[0]?.name]),
    [["etcd", "edge-1-1a2b3c4d"]],
  );
});
