import assert from "node:assert/strict";
import { test } from "node:test";
import { k3s } from "../../src/distributions/k3s/index.ts";
import { known } from "../../src/engine/index.ts";
import { conditionLines } from "../contract/founding.ts";
import { CLUSTER, createBench } from "../support/k3s-bench.ts";

const DAY_MS = 86_400_000;

test("a formed node meets every condition", async () => {
  const bench = await createBench();
  await bench.run();
  assert.deepEqual(await conditionLines(k3s, CLUSTER, bench), [
    "ServiceActive True Running",
    "DatastoreHealthy True SingleCopy",
    "ApiReachable True Ready",
    "NodeRegistered True Registered",
    "NodeReady True KubeletReady",
    "CertificatesValid True Valid",
    "VersionCurrent True AsAsked",
    "Ready True AllAsAsked",
  ]);
});

test("before its network is there the node waits for it, and that is said to be expected", async () => {
  const bench = await createBench({ fail: "never-ready" });
  await bench.run();
  const found = k3s
    .conditions(CLUSTER, await bench.look())
    .find(({ type }) => type === "NodeReady");
  assert.deepEqual([found?.status, found?.reason], ["False", "WaitingForCNI"]);
});

test("a service that was stopped turns the summary, with the service as the reason", async () => {
  const bench = await createBench();
  await bench.run();
  await bench.host.units.stop("k3s.service", { timeoutMs: 1000 });
  const all = k3s.conditions(CLUSTER, await bench.look());
  assert.match(all.at(-1)?.message ?? "", /^inactive; last heard: /);
  assert.deepEqual(
    all.filter(({ status }) => status !== "True").map(({ type, reason }) => `${type} ${reason}`),
    [
      "ServiceActive NotRunning",
      "DatastoreHealthy NotServed",
      "ApiReachable NoAnswer",
      "NodeRegistered ApiUnreachable",
      "NodeReady ApiUnreachable",
      "Ready NotRunning",
    ],
  );
});

const CERTIFICATES: readonly [number, string][] = [
  [-1, "False Expired"],
  [29, "True ExpiresSoon"],
  [119, "True RenewedAtRestart"],
  [121, "True Valid"],
];
for (const [days, expected] of CERTIFICATES)
  test(`certificates with ${days} days left: ${expected}`, async () => {
    const bench = await createBench();
    const { cluster, stores } = await bench.look();
    const ends = { atMs: 0, certificateEndsMs: known(days * DAY_MS) };
    const seen = { cluster: { ...cluster, ...ends }, stores };
    const found = k3s.conditions(CLUSTER, seen).find(({ type }) => type === "CertificatesValid");
    assert.equal(`${found?.status} ${found?.reason}`, expected);
  });
