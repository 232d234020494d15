import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeKind, type KindTraits } from "../../src/distributions/canonical/datastore-kind.ts";
import { openStores } from "../../src/distributions/canonical/stores.ts";
import type { UnitState } from "../../src/engine/index.ts";
import { createMemoryHost, type MemoryHostOptions } from "../../src/host/index.ts";
import { makeCertificate } from "../support/make-certificate.ts";

const { signal } = new AbortController();
const STATE = "/var/snap/k8s/common/var/lib/k8sd/state";
const DQLITE = "/var/snap/k8s/common/var/lib/k8s-dqlite";
const ARGS = "/var/snap/k8s/common/args";

const KINDS: readonly (readonly [string, KindTraits, unknown])[] = [
  ["nothing says so", { version: "1.34.4" }, undefined],
  [
    "started with it",
    { args: "etcd", unit: "etcd", told: "etcd", version: "1.34.4" },
    { kind: "etcd", notes: [] },
  ],
  ["only k8sd says so", { told: "external", version: "1.36.0" }, { kind: "external", notes: [] }],
  ["a word nobody knows", { told: "postgres", unit: "etcd" }, { kind: "etcd", notes: [] }],
  [
    "k8sd says otherwise",
    { args: "etcd", unit: "etcd", told: "k8s-dqlite", version: "1.33.8" },
    { kind: "etcd", notes: ["the API server is started with etcd, k8sd says k8s-dqlite"] },
  ],
  [
    "another unit is enabled",
    { args: "k8s-dqlite", unit: "etcd", version: "1.32.3" },
    {
      kind: "k8s-dqlite",
      notes: ["the API server is started with k8s-dqlite, the unit that is enabled says etcd"],
    },
  ],
  [
    "the last version that has it",
    { args: "k8s-dqlite", version: "1.35.2" },
    {
      kind: "k8s-dqlite",
      notes: ["k8s-dqlite ends with 1.35: 1.36 takes no cluster over that has it"],
    },
  ],
  [
    "a version that has it no more",
    { args: "k8s-dqlite", version: "1.36.1" },
    {
      kind: "k8s-dqlite",
      notes: [
        "Kubernetes 1.36.1 has no k8s-dqlite any more: the version or the datastore is read wrongly",
      ],
    },
  ],
  [
    "a version that had no etcd yet",
    { args: "etcd", version: "1.32.3" },
    {
      kind: "etcd",
      notes: ["Kubernetes 1.32.3 came without etcd: the version or the datastore is read wrongly"],
    },
  ],
  ["the patch that brought etcd", { args: "etcd", version: "1.32.8" }, { kind: "etcd", notes: [] }],
];

for (const [when, traits, wanted] of KINDS)
  test(`which datastore it is, when ${when}`, () => assert.deepEqual(judgeKind(traits), wanted));

const ENABLED: UnitState = { active: "active", sub: "running", enabled: "enabled", restarts: 0 };

/** Ids as go-dqlite gives them: beyond what a number of JavaScript can hold. */
const MEMBERS = `- Address: 10.0.0.11:6400
  ID: 3297041220608546238
  Role: 0
- Address: 10.0.0.12:6400
  ID: 18416357231584245716
  Role: 0
- Address: 10.0.0.13:6400
  ID: 0
  Role: 2
`;
const named = (name: string, address: string) => `name: ${name}\naddress: ${address}\n`;

const FILES = {
  [`${STATE}/daemon.yaml`]: `${named("node-1", "10.0.0.11:6400")}servers: {}\n`,
  [`${STATE}/truststore/node-1.yaml`]: named("node-1", "10.0.0.11:6400"),
  [`${STATE}/truststore/node-2.yaml`]: named("node-2", "10.0.0.12:6400"),
  [`${STATE}/database/cluster.yaml`]: MEMBERS,
  [`${STATE}/database/info.yaml`]: "Address: 10.0.0.11:6400\nID: 3297041220608546238\nRole: 0\n",
};

async function look(options: MemoryHostOptions) {
  const stores = openStores(createMemoryHost(options));
  try {
    return await stores.look(signal);
  } finally {
    stores.close();
  }
}

test("without keys the members are those of the file, their ids whole, and nobody is said to answer", async () => {
  const seen = await look({ files: FILES });
  const why = "its keys are not on this host";
  const answer = { is: "not-asked", why };
  const role = "voter";
  assert.deepEqual(seen, {
    is: "known",
    value: [
      {
        ...{ id: "membership", title: "Membership store (k8sd, Dqlite)", kind: "dqlite" },
        ...{ electionMs: 0, repairsWithinMs: 10_000, source: "last-known" },
        notes: [`it cannot be asked: ${why}`],
        members: [
          {
            ...{ id: "2dc171858c3155be", name: "node-1", address: "10.0.0.11:6400" },
            ...{ role, isThisHost: true, answer },
          },
          {
            ...{ id: "ff940b53fd4677d4", name: "node-2", address: "10.0.0.12:6400" },
            ...{ role, isThisHost: false, answer },
          },
        ],
      },
    ],
  });
});

test("a host without a cluster, and one that only works for others, have no stores", async () => {
  assert.deepEqual(await look({}), { is: "absent" });
  const worker = await look({
    files: { [`${STATE}/cluster.crt`]: "", [`${ARGS}/kubelet`]: "--hostname-override=node-9\n" },
    units: { "snap.k8s.k8s-apiserver-proxy.service": ENABLED },
  });
  assert.deepEqual(worker, { is: "absent" });
});

test("what cannot be read is said of that store; the other one is looked at all the same", async () => {
  const broken = await look({
    files: {
      ...FILES,
      [`${STATE}/database/cluster.yaml`]: "- Address: [",
      [`${ARGS}/kube-apiserver`]: '--etcd-servers="https://10.0.9.1:2379"\n',
    },
  });
  assert.ok(broken.is === "known");
  assert.deepEqual(
    broken.value.map(({ id, kind, notes, members }) => [id, kind, notes, members.length]),
    [
      ["membership", "dqlite", [`${STATE}/database/cluster.yaml is not YAML`], 0],
      ["kubernetes", "external", undefined, 1],
    ],
  );
  const shut = await look({ files: FILES, unreadable: [`${STATE}/daemon.yaml`] });
  assert.equal(shut.is, "unknown");
});

test("managed etcd is asked on loopback, at the port it was given, with its own certificates", async () => {
  const asked: unknown[] = [];
  const { cert, key } = makeCertificate({ name: "etcd" });
  const pki = "/etc/kubernetes/pki/etcd";
  const seen = await look({
    files: {
      ...{ [`${pki}/ca.crt`]: cert, [`${pki}/server.crt`]: cert, [`${pki}/server.key`]: key },
      [`${ARGS}/kube-apiserver`]:
        '--etcd-servers="https://10.0.0.11:2379"\n--etcd-certfile="/etc/kubernetes/pki/apiserver-etcd-client.crt"\n',
      [`${ARGS}/etcd`]: '--name="node-1"\n--advertise-client-urls="https://10.0.0.11:12379"\n',
    },
    openStream({ target, tls }) {
      asked.push([target, tls?.ca === cert && tls.cert === cert && tls.key === key]);
      return { is: "failed", at: "tcp", code: "ECONNREFUSED", why: "connection refused" };
    },
  });
  assert.deepEqual(asked, [[{ host: "127.0.0.1", port: 12379 }, true]]);
  assert.ok(seen.is === "known");
  assert.deepEqual(
    seen.value.map(({ id, kind, title, source }) => [id, kind, title, source]),
    [["kubernetes", "etcd", "Kubernetes datastore (etcd)", "nobody"]],
  );
});

test("k8s-dqlite and k8sd are two stores of the same members, each asked in its own way", async () => {
  const { cert, key } = makeCertificate({ name: "k8s" });
  const host = createMemoryHost({
    files: {
      ...FILES,
      [`${STATE}/cluster.crt`]: cert,
      [`${STATE}/server.crt`]: cert,
      [`${STATE}/server.key`]: key,
      [`${DQLITE}/cluster.crt`]: cert,
      [`${DQLITE}/cluster.key`]: key,
      [`${DQLITE}/info.yaml`]: "Address: 10.0.0.11:9000\nID: 5\nRole: 0\n",
      [`${DQLITE}/cluster.yaml`]: "- Address: 10.0.0.11:9000\n  ID: 5\n  Role: 0\n",
      [`${ARGS}/kube-apiserver`]: `--etcd-servers="unix://${DQLITE}/k8s-dqlite.sock"\n`,
      "/snap/k8s/current/meta/snap.yaml": "name: k8s\nversion: v1.32.3\n",
    },
    openStream: ({ target }) => ({
      ...{ is: "failed", at: "tcp", code: "ECONNREFUSED" },
      why: `${target.host}:${target.port}: connection refused`,
    }),
  });
  const stores = openStores(host);
  const seen = await stores.look(signal);
  stores.close();
  assert.ok(seen.is === "known");
  assert.deepEqual(
    seen.value.map(({ id, source, repairsWithinMs, members }) => [
      id,
      source,
      repairsWithinMs,
      members.map(({ name, address, isThisHost, answer }) => [
        name,
        address,
        isThisHost,
        answer.is,
      ]),
    ]),
    [
      [
        "membership",
        "last-known",
        10_000,
        [
          ["node-1", "10.0.0.11:6400", true, "silent"],
          ["node-2", "10.0.0.12:6400", false, "silent"],
        ],
      ],
      ["kubernetes", "last-known", 30_000, [["node-1", "10.0.0.11:9000", true, "silent"]]],
    ],
  );
});
