// A real Dqlite of five nodes, led, cut, killed and frozen: `npm run test:datastore`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { type TestContext, test } from "node:test";
import { createServer as createTls } from "node:tls";
import { createDqliteWatch, judgeSights, type Way } from "../../src/dqlite/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { eventually } from "../support/eventually.ts";
import { noDqlite, type RealCluster, startCluster } from "./fixture/cluster.ts";

const why = noDqlite();
if (why !== undefined && process.env.CI !== undefined) throw new Error(`no real Dqlite: ${why}`);
const skip = why === undefined ? false : `real Dqlite not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const host = createMachineHost();
const { signal } = new AbortController();

const target = (address: string) => ({
  host: address.slice(0, address.lastIndexOf(":")),
  port: Number(address.slice(address.lastIndexOf(":") + 1)),
});

/** @param timeoutMs what a busy machine may take, unless the test is about a node that says nothing */
function watchOf(t: TestContext, { nodes }: RealCluster, wayTo = plain, timeoutMs = 20_000) {
  const watch = createDqliteWatch(host, { wayTo, timeoutMs });
  t.after(() => watch.close());
  const addresses = nodes.map(({ address }) => address);
  const sights = () => watch.look(addresses, signal);
  const judge = async () => judgeSights(await sights());
  return {
    sights,
    judge,
    led: () => eventually("somebody leads", async () => (await judge()).leader),
  };
}

const plain = (address: string): Way => ({ target: target(address) });

test("five nodes: who leads, who votes, who stands by", { skip }, async (t) => {
  const cluster = await startCluster(t, { size: 5, voters: 3 });
  const { judge } = watchOf(t, cluster);
  await cluster.transfer(2n);
  const found = await eventually("node 2 says that it leads", async () => {
    const now = await judge();
    return now.leader?.id === 2n && now.disagree.length === 0 && now;
  });
  assert.deepEqual(
    found.members.map(({ id, role }) => `${id} ${role}`),
    ["1 voter", "2 voter", "3 voter", "4 stand-by", "5 stand-by"],
  );
  assert.deepEqual([found.source, found.claimed, found.disagree], ["leader", undefined, []]);
});

test("a killed leader is led by nobody until another one says so; then the roles are moved on", {
  skip,
}, async (t) => {
  const cluster = await startCluster(t, { size: 4, voters: 3 });
  const { judge, sights, led } = watchOf(t, cluster);
  const leader = await led();
  await cluster.node(leader.id).kill("SIGKILL");
  const next = await eventually("somebody else leads", async () => {
    const now = await judge();
    // Whatever is named in between, the dead one is never confirmed.
    assert.notEqual(now.leader?.id, leader.id);
    return now.leader;
  });
  assert.notEqual(next.id, leader.id);
  await eventually("nobody is where the dead one was", async () => {
    const dead = (await sights()).find(({ address }) => address === leader.address);
    return dead?.said.is === "silent" && dead.said.code === "ECONNREFUSED";
  });
  await cluster.assign(4n, 0);
  await cluster.remove(leader.id);
  await eventually("three voters are left", async () => {
    const { members } = await judge();
    return members.length === 3 && members.every(({ role }) => role === "voter");
  });
});

test("without a quorum every node still tells what it last knew, and nobody leads", {
  skip,
}, async (t) => {
  const cluster = await startCluster(t, { size: 4, voters: 3 });
  const { judge, led } = watchOf(t, cluster);
  const leader = await led();
  const others = [1n, 2n, 3n].filter((id) => id !== leader.id);
  await Promise.all(others.map((id) => cluster.node(id).kill("SIGKILL")));
  await eventually("the last voter gives up leading, and knows all four", async () => {
    const now = await judge();
    return now.leader === undefined && now.source === "voters" && now.members.length === 4;
  });
  await Promise.all(others.map((id) => cluster.node(id).start()));
  await eventually("it comes back by itself", async () => (await judge()).leader);
});

test("a node that hangs costs its own time, and is silent, not gone", { skip }, async (t) => {
  const cluster = await startCluster(t, { size: 3, voters: 3 });
  const { judge, sights, led } = watchOf(t, cluster, plain, 800);
  const leader = await led();
  const hung = cluster.node(leader.id);
  await hung.kill("SIGSTOP");
  // On a busy machine another one may be late as well, for once.
  await eventually("it alone says nothing in time", async () => {
    const seen = await sights();
    return seen.every(({ address, said }) =>
      address === leader.address
        ? said.is === "silent" && said.code === "ETIMEDOUT"
        : said.is === "answer",
    );
  });
  await eventually("another one leads", async () => {
    const now = await judge();
    return now.leader !== undefined && now.leader.id !== leader.id;
  });
  await hung.kill("SIGCONT");
  await eventually("it follows again", async () => (await judge()).disagree.length === 0);
});

/** What go-dqlite does inside: TLS, or a handed-over HTTP connection, in front of the plain node. */
function inFront(t: TestContext, server: Server): Promise<number> {
  t.after(() => server.close());
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(address !== null && typeof address !== "string" ? address.port : 0);
    });
  });
}

const pem = (name: string) =>
  readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");
const KEYS = { cert: pem("server"), key: pem("server-key") };

test("over mutual TLS, and through a tunnel behind it, the same node says the same", {
  skip,
}, async (t) => {
  const cluster = await startCluster(t, { size: 1, voters: 1 });
  const [node] = cluster.nodes;
  assert.ok(node);
  const tls = { ca: pem("ca"), ...KEYS, servername: "localhost" };
  const demands = { ...KEYS, ca: pem("ca"), requestCert: true, rejectUnauthorized: true };
  const straight = await inFront(
    t,
    createTls(demands, (socket) => {
      const behind = connect(node.port, "127.0.0.1");
      socket.pipe(behind).pipe(socket);
      for (const one of [socket, behind]) one.on("error", () => undefined);
    }),
  );
  const handing = await inFront(
    t,
    createTls(demands, (socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (head) => {
        assert.match(head.toString(), /^POST \/core\/internal\/database HTTP\/1\.1\r\n/);
        socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: dqlite\r\n\r\n");
        const behind = connect(node.port, "127.0.0.1");
        behind.on("error", () => undefined);
        socket.pipe(behind).pipe(socket);
      });
    }),
  );
  const ways: readonly Way[] = [
    { target: { host: "127.0.0.1", port: straight }, tls },
    { target: { host: "127.0.0.1", port: handing }, tls, tunnel: "/core/internal/database" },
  ];
  for (const way of ways) {
    const { sights, led } = watchOf(t, cluster, () => way);
    assert.equal((await led()).id, 1n);
    assert.equal((await sights())[0]?.said.is, "answer");
  }
  const { cert: _, key: __, ...nobody } = tls;
  const refused = watchOf(t, cluster, () => ({
    target: { host: "127.0.0.1", port: straight },
    tls: nobody,
  }));
  const [sight] = await refused.sights();
  assert.equal(sight?.said.is, "silent");
});

test("a server that is no tunnel is told from one that is not there", { skip }, async (t) => {
  const cluster = await startCluster(t, { size: 1, voters: 1 });
  const port = await inFront(
    t,
    createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end("HTTP/1.1 404 Not Found\r\n\r\n"));
    }),
  );
  const { sights } = watchOf(t, cluster, () => ({
    target: { host: "127.0.0.1", port },
    tunnel: "/core/internal/database",
  }));
  const [sight] = await sights();
  assert.deepEqual(sight?.said, {
    is: "silent",
    code: "PROTOCOL",
    why: "no tunnel: HTTP/1.1 404 Not Found",
  });
});
