import assert from "node:assert/strict";
import { test } from "node:test";
import { mintJoin } from "../../src/agent/join-desk.ts";
import { readJoinPaper } from "../../src/cluster/index.ts";
import type { AuditEntry } from "../../src/engine/index.ts";
import type { EdgeHost } from "../../src/spec/index.ts";
import { CLUSTER, createBench, documentOf, INVENTORY } from "../support/k3s-bench.ts";
import { freshSnapshot } from "../support/session.ts";

const ACTOR = { user: "ada", from: "tty1" };

/** A host with this cluster, formed, and the desk that lets others into it. */
async function member(document: EdgeHost) {
  const bench = await createBench({ document });
  const formed = await bench.run();
  assert.equal(formed.state, "succeeded", formed.message);
  const recorded: AuditEntry[] = [];
  const fresh = freshSnapshot({ inventory: INVENTORY });
  const snapshot = { ...fresh, document: { ...fresh.document, effective: document } };
  const parts = {
    ...{ board: { snapshot: () => snapshot }, host: bench.host, isBusy: () => false },
    audit: { append: (entry: AuditEntry) => void recorded.push(entry), list: () => recorded },
    signal: new AbortController().signal,
  };
  const mint = (
    node: string,
    role: "control-plane" | "worker" = "control-plane",
    ...[to]: readonly "sticks"[]
  ) => mintJoin({ do: "mint-join", role, node, ...(to === undefined ? {} : { to }) }, ACTOR, parts);
  return { mint, recorded, host: bench.host };
}

const ETCD = documentOf({ ...CLUSTER, native: { datastore: "etcd" } });

test("a member writes all another host needs, says where and by which authority, and keeps none of it", async () => {
  const { mint, recorded, host } = await member(ETCD);
  const answer = await mint("edge2");
  assert.ok(answer.is === "join-material");
  const read = readJoinPaper(answer.text);
  assert.ok(read.is === "paper");
  const { token, pin, server } = read.paper.material;
  assert.match(token, /^K10[0-9a-f]{64}::server:/);
  assert.match(pin ?? "", /^sha256:[0-9a-f]{64}$/);
  assert.equal(server, "10.10.216.81:6443");
  assert.deepEqual(read.paper.cluster, {
    ...{ name: "rack12", distribution: "k3s", version: CLUSTER.version, cni: "flannel" },
    ...{ native: { datastore: "etcd" }, peers: ["10.10.216.81"] },
  });
  const told = JSON.stringify(recorded);
  assert.match(told, /join-material-made.*edge2.*control-plane of rack12/);
  assert.ok(!told.includes(token) && !told.includes("::server:"));
  assert.deepEqual(
    host.paths().filter((path) => host.text(path)?.includes("bringup-join-1") === true),
    [],
  );
});

test("control planes come in one after the other; workers whenever they like", async () => {
  const { mint } = await member(ETCD);
  assert.equal((await mint("edge2")).is, "join-material");
  assert.equal((await mint("edge2")).is, "join-material", "the same one again");
  await assert.rejects(mint("edge3"), { code: "CLUSTER_BUSY", message: /^edge2 was let in/ });
  assert.equal((await mint("edge3", "worker")).is, "join-material");
});

test("nobody is let into a cluster that cannot grow; a line that came to nothing keeps no other host waiting", async () => {
  const small = await member(documentOf(CLUSTER));
  await assert.rejects(small.mint("edge2"), /SQLite/);
  await assert.rejects(small.mint("edge3"), /SQLite/, "not busy with edge2");
  const { mint, recorded } = await member(ETCD);
  await assert.rejects(mint("edge2", "control-plane", "sticks"), { code: "STICK_REFUSED" });
  assert.equal((await mint("edge3")).is, "join-material");
  assert.match(JSON.stringify(recorded), /for a stick/);
});
