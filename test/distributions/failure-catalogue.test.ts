import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { everySymptom } from "../../src/cluster/index.ts";
import { loadDriver } from "../../src/distributions/index.ts";
import { lookFor } from "../../src/doctor/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { recordedPatient } from "../doctor/machine.ts";
import {
  CLUSTER as CANONICAL_CLUSTER,
  documentOf as canonicalDocument,
  createCanonicalBench,
} from "../support/canonical-bench.ts";
import { type Bench, CLUSTER, createBench, documentOf } from "../support/k3s-bench.ts";
import {
  createKubeadmBench,
  CLUSTER as KUBEADM_CLUSTER,
  documentOf as kubeadmDocument,
} from "../support/kubeadm-bench.ts";
import { createRke2Bench, RKE2_CLUSTER } from "../support/rke2-bench.ts";
import { CATALOGUE, type On, type Repair, type Row } from "./catalogue/rows.ts";
import { SAMPLES, type Sample, UNITS } from "./catalogue/samples.ts";

const { signal } = new AbortController();
const TOLD = new URL("../golden/failure-catalogue.txt", import.meta.url);
const EVERY = await everySymptom();

function repairOf({ repair }: Row, on: On): Repair {
  return typeof repair === "string" ? repair : (repair[on] ?? "told");
}

/** Of the default route of the bench. */
const NODE = "10.10.216.81";
const BENCHES: Readonly<Record<string, (more: Partial<ClusterSpec>) => Promise<Bench>>> = {
  k3s: (more) => createBench({ document: documentOf({ ...CLUSTER, ...more }) }),
  rke2: (more) => createRke2Bench({ ...RKE2_CLUSTER, ...more }),
  kubeadm: (more) =>
    createKubeadmBench({ document: kubeadmDocument({ ...KUBEADM_CLUSTER, ...more }) }),
  canonical: (more) =>
    createCanonicalBench({ document: canonicalDocument({ ...CANONICAL_CLUSTER, ...more }) }),
};

/** What the doctor makes of it, whole. */
async function toldOf({ row, machine, symptom }: Sample, on: On) {
  const id = symptom?.(on) ?? `journal.${on}`;
  const known = EVERY.find((one) => one.id === id);
  assert.ok(known, `no symptom ${id}`);
  const finding = await lookFor(known, recordedPatient(machine(on), signal));
  if (finding.is !== "found") assert.fail(`row ${row} on ${on}: ${JSON.stringify(finding)}`);
  const { code, cause, fix } = finding.explained ?? known;
  const steps = known.mend?.(finding) ?? [];
  const lines = [
    `${code}, ${finding.likelihood} ${finding.severity}`,
    ...finding.evidence.map((line) => `  seen   ${line}`),
    `  cause  ${cause}`,
    ...fix.map((line) => `  do     ${line}`),
    ...steps.map(({ title }) => `  mend   ${title}`),
  ];
  return { text: lines.join("\n").replaceAll(UNITS[on], "UNIT"), steps };
}

test("each failure of the catalogue is recognised, explained with cause and remedy, and mended where it may be", async () => {
  const told: string[] = [];
  for (const sample of SAMPLES) {
    const row = CATALOGUE.find((one) => one.row === sample.row);
    assert.ok(row, `row ${sample.row}`);
    const saying = new Map<string, On[]>();
    for (const on of sample.on) {
      const { text, steps } = await toldOf(sample, on);
      saying.set(text, [...(saying.get(text) ?? []), on]);
      assert.ok(row.on.includes(on), `row ${row.row} is not of ${on}`);
      const wants: boolean = repairOf(row, on) === "mend";
      assert.equal(steps.length > 0, wants, `row ${row.row} on ${on} has a plan: ${wants}`);
    }
    for (const [text, where] of saying)
      told.push(`${row.row}, ${row.subject} (${where.join(", ")}): ${text}`, "");
  }
  const text = told.join("\n");
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(TOLD, text);
  assert.equal(text, readFileSync(TOLD, "utf8"));
});

test("every row of the catalogue is injected on every distribution it can happen to", () => {
  assert.deepEqual(
    CATALOGUE.map(({ row }) => row),
    Array.from({ length: 32 }, (_, index) => index + 1),
  );
  const missing = CATALOGUE.filter((row) => repairOf(row, "k3s") !== "guard").flatMap(
    ({ row, on }) =>
      on
        .filter((one) => !SAMPLES.some((sample) => sample.row === row && sample.on.includes(one)))
        .map((one) => `row ${row} on ${one}`),
  );
  assert.deepEqual(missing, []);
});

test("where an operation repairs it, the distribution offers that operation", async () => {
  const offered = CATALOGUE.flatMap((row) =>
    row.on.filter((on) => repairOf(row, on) === "operation").map((on) => ({ row: row.row, on })),
  );
  assert.ok(offered.length > 0);
  for (const { row, on } of offered) {
    const { operations = {} } = await loadDriver(on);
    assert.ok("renew-certificates" in operations, `row ${row} on ${on}`);
  }
});

for (const [on, create] of Object.entries(BENCHES))
  test(`${on}: a virtual address that is the node's own is refused, and the node is told its address`, async () => {
    const refused = await (await create({ vip: NODE })).plan();
    const found = refused.blocked.filter(({ code }) => code === "VIP_IS_NODE");
    assert.deepEqual(found, [
      {
        code: "VIP_IS_NODE",
        message: `the virtual address ${NODE} is this node's own`,
        hint: "Clear that up, then plan again.",
      },
    ]);
    assert.deepEqual(refused.steps, []);
    const { steps } = await (await create({})).candidate();
    const told = steps
      .map(({ params }) => JSON.stringify(params))
      .filter((text) => text.includes(NODE));
    assert.ok(
      told.some((text) => /node-ip|"address":/.test(text)),
      told.join("\n"),
    );
  });
