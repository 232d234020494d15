// What it takes to look at a real Dqlite and a real etcd of three: warm, and with members that hang.
import { connectDqlite, createDqliteWatch } from "../../src/dqlite/index.ts";
import { lookAtEtcd, openEtcdGrpc } from "../../src/etcd/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { noDqlite, startCluster } from "../dqlite/fixture/cluster.ts";
import { noEtcd, startEtcd } from "../etcd/fixture/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { conclude, judge, percentile } from "./numbers.ts";

const host = createMachineHost();
const ROUNDS = Number(process.argv[2] ?? 500);
/** Each takes nearly a second, and they are much alike. */
const HUNG_ROUNDS = 5;
/** Issue "live status". */
const WARM_MS = 0.5;
const PASS_MS = 50;
const HUNG_MS = 1000;
const { signal } = new AbortController();

interface Store {
  readonly name: string;
  readonly size: number;
  /** Bar for one member, milliseconds. */
  readonly warmMs?: number;
  /** Both questions to the first member. */
  first(): Promise<unknown>;
  /** All members at the same time; how many answered. */
  together(): Promise<number>;
  /** One after the other. */
  inTurn(): Promise<number>;
  /** Lets a member hang, the last one first. */
  freeze(count: number): Promise<unknown>;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function many(rounds: number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  while (times.length < rounds) times.push(await timed(work));
  return times;
}

/** A full answer has what everybody who lives says. */
async function whole(answered: Promise<number>, living: number): Promise<void> {
  const count = await answered;
  if (count !== living) throw new Error(`${count} answered, ${living} live`);
}

function told(what: string, times: readonly number[]): void {
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  process.stdout.write(`  ${what.padEnd(56)} p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms\n`);
}

async function measure(store: Store): Promise<void> {
  const { name, warmMs } = store;
  await eventually("all answer", async () => (await store.together()) === store.size);
  await many(50, store.together);
  const warm = await many(ROUNDS, store.first);
  told(`${name}: both questions to one, warm`, warm);
  if (warmMs !== undefined)
    judge(`${name}: both questions to one, p50`, percentile(warm, 0.5), {
      most: warmMs,
      unit: "ms, p50",
    });
  const pass = await many(ROUNDS, store.together);
  told(`${name}: all three at the same time, warm`, pass);
  judge(`${name}: a pass over three, p50`, percentile(pass, 0.5), { most: PASS_MS, unit: "ms" });
  for (const hung of [1, 2]) {
    await store.freeze(hung);
    const together: number[] = [];
    const inTurn: number[] = [];
    for (let round = 0; round < HUNG_ROUNDS; round++) {
      together.push(await timed(() => whole(store.together(), store.size - hung)));
      inTurn.push(await timed(() => whole(store.inTurn(), store.size - hung)));
    }
    told(`${name}: ${hung} of 3 hung, one after the other`, inTurn);
    const what = `${name}: ${hung} of 3 hung, all at the same time, worst`;
    judge(what, Math.max(...together), { most: HUNG_MS, unit: "ms" });
  }
}

const endings: (() => Promise<void>)[] = [];
const untilDone = { after: (end: () => Promise<void>) => void endings.push(end) };

async function ended(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}

async function dqlite(): Promise<Store> {
  const { nodes } = await startCluster(untilDone, { size: 3, voters: 3 });
  const wayTo = (address: string) => ({
    target: { host: "127.0.0.1", port: Number(address.split(":")[1]) },
  });
  const addresses = nodes.map(({ address }) => address);
  const watch = createDqliteWatch(host, { wayTo });
  // A watch lets go of whom it is not asked for: in turn, each has its own.
  const single = addresses.map((address) => ({
    address,
    watch: createDqliteWatch(host, { wayTo }),
  }));
  const connection = await connectDqlite(host, wayTo(addresses[0] ?? ""), {
    signal,
    timeoutMs: 800,
  });
  if ("is" in connection) throw new Error(connection.why);
  untilDone.after(async () => {
    connection.close();
    for (const each of [watch, ...single.map((one) => one.watch)]) each.close();
  });
  const answers = (sights: Awaited<ReturnType<typeof watch.look>>) =>
    sights.filter(({ said }) => said.is === "answer").length;
  return {
    ...{ name: "Dqlite", warmMs: WARM_MS },
    size: nodes.length,
    async first() {
      for (const question of ["leader", "cluster"] as const) {
        const { is } = await connection.ask(question, signal);
        if (is !== "answer") throw new Error(`${question}: ${is}`);
      }
    },
    together: async () => answers(await watch.look(addresses, signal)),
    async inTurn() {
      let count = 0;
      for (const one of single) count += answers(await one.watch.look([one.address], signal));
      return count;
    },
    freeze: async (count) => nodes.at(-count)?.kill("SIGSTOP"),
  };
}

async function etcd(): Promise<Store> {
  const { members, clientTls } = await startEtcd(untilDone, 3);
  const client = openEtcdGrpc(host, clientTls);
  untilDone.after(async () => client.close());
  const urls = members.map(({ url }) => url);
  const look = (url = "") => client.look(url, { signal });
  const gateway = (url: string) => lookAtEtcd(host, { url, tls: clientTls }, { signal });
  await eventually("all answer", async () =>
    (await Promise.all(urls.map(gateway))).every(({ said }) => said.is === "answer"),
  );
  const byGateway = await many(ROUNDS / 10, () => Promise.all(urls.map(gateway)));
  told("etcd by its JSON gateway, for comparison: all three", byGateway);
  return {
    name: "etcd by gRPC and TLS",
    size: members.length,
    first: () => look(urls[0]),
    async together() {
      const sights = await Promise.all(urls.map((url) => look(url)));
      return sights.filter(({ said }) => said.is === "answer").length;
    },
    async inTurn() {
      let count = 0;
      for (const url of urls) count += (await look(url)).said.is === "answer" ? 1 : 0;
      return count;
    },
    freeze: async (count) => members.at(-count)?.kill("SIGSTOP"),
  };
}

for (const { missing, open } of [
  { missing: noDqlite(), open: dqlite },
  { missing: noEtcd(), open: etcd },
]) {
  if (missing !== undefined) {
    process.stdout.write(`not measured: ${missing}\n`);
    continue;
  }
  try {
    await measure(await open());
  } finally {
    await ended();
  }
}
conclude();
