import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoreReport } from "../../src/datastore/index.ts";
import type { DistributionEntry, ObservedEntry } from "../../src/distributions/index.ts";
import { ABSENT, known, unknown } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { nothingSeen } from "../support/nothing-seen.ts";

const SIGNAL = new AbortController().signal;

/** What everything that can be seen on a host promises; run it over the whole registry. */
export function observerContract(entry: ObservedEntry): void {
  test(`${entry.id}: who observes it is the one its entry names`, async () => {
    const { id, title } = await entry.load();
    assert.deepEqual({ id, title }, { id: entry.id, title: entry.title });
  });

  test(`${entry.id}: a bare host is seen as having no cluster, without a side effect`, async () => {
    const host = createMemoryHost();
    const seen = await (await entry.load()).observe({ host, cluster: undefined, signal: SIGNAL });
    const { distribution, atMs: _, lastEvidence, ...facts } = seen;
    assert.deepEqual(
      { distribution, lastEvidence },
      { distribution: entry.id, lastEvidence: undefined },
    );
    for (const [name, fact] of Object.entries(facts)) assert.deepEqual(fact, ABSENT, name);
    assert.deepEqual(host.effects, []);
  });

  test(`${entry.id}: what cannot be read is unknown or absent, never a throw`, async () => {
    const whole = await (await entry.load()).observe({
      host: createMemoryHost({ unreadable: [...EVERYWHERE, ...entry.traces] }),
      cluster: undefined,
      signal: SIGNAL,
    });
    assert.equal(whole.distribution, entry.id);
    assert.notEqual(whole.ownership?.is, "known");
  });

  test(`${entry.id}: conditions end with Ready, each type once, and none is True of nothing`, async () => {
    const driver = await entry.load();
    const all = driver.conditions(undefined, { cluster: nothingSeen(entry.id), stores: ABSENT });
    const types = all.map(({ type }) => type);
    assert.equal(types.at(-1), "Ready");
    assert.deepEqual(types, [...new Set(types)]);
    assert.deepEqual(
      all.filter(({ status }) => status === "True"),
      [],
    );
  });

  test(`${entry.id}: each signature explains and helps`, async () => {
    for (const { code, contains, cause, remedy } of (await entry.load()).signatures) {
      assert.match(code, /^[A-Z][A-Z0-9_]+$/);
      assert.equal(contains, contains.toLowerCase(), "compared without regard to case");
      assert.ok(contains.length >= 8, `${contains} would match too much`);
      assert.doesNotMatch(cause, /\.$/);
      assert.match(remedy, /\.$/);
    }
  });

  test(`${entry.id}: a bare host has no stores, and looking for them changes nothing`, async () => {
    const host = createMemoryHost();
    const stores = (await entry.load()).openStores(host);
    assert.deepEqual(await stores.look(SIGNAL), ABSENT);
    stores.close();
    assert.deepEqual(host.effects, []);
  });

  test(`${entry.id}: a recovery is whole sentences in steps, and none is offered without a store`, async () => {
    const driver = await entry.load();
    const cluster = nothingSeen(entry.id);
    assert.deepEqual(driver.recovery({ cluster, stores: ABSENT }), []);
    const guides = (["etcd", "dqlite"] as const).flatMap((kind) =>
      driver.recovery({ cluster, stores: known([lostStore(kind)]) }),
    );
    assert.ok(guides.length > 0);
    for (const { title, before, steps, source } of guides) {
      assert.ok(title && source && before.length > 0 && steps.length >= 4);
      for (const { why, check, dangers, commands } of steps) {
        for (const sentence of [why, check, ...dangers]) assert.match(sentence, /[.:]$/);
        assert.ok(commands.length > 0);
        for (const command of commands) assert.doesNotMatch(command, /undefined|\n/);
      }
    }
  });
}

/** What those that can be created promise beside it. */
export function driverContract(entry: DistributionEntry): void {
  const cluster: ClusterSpec = {
    name: "rack12",
    distribution: entry.id,
    version: entry.practice.version,
    artefacts: "/opt/artefacts",
  };

  test(`${entry.id}: nothing is planned over what could not be read`, async () => {
    const driver = await entry.load();
    const { steps, blocked } = driver.plan({
      document: { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec: { cluster } },
      cluster,
      seen: { ...nothingSeen(entry.id), ownership: unknown("input/output error") },
      facts: {
        architecture: driver.capabilities.architectures[0] ?? "",
        hostname: "rack12",
        nodeAddress: unknown("no answer"),
        noProxy: [],
        subnets: [],
        artefacts: unknown("no answer"),
        artefactProblems: [],
        artefactVersion: ABSENT,
        freeBytes: unknown("no answer"),
        isKairos: false,
        secretDigest: () => undefined,
      },
    });
    assert.deepEqual(steps, []);
    assert.ok(blocked.length > 0);
    for (const { code, message, hint } of blocked) assert.ok(code && message && hint);
  });

  test(`${entry.id}: step kinds are its own, and no two share a name`, async () => {
    const kinds = (await entry.load()).handlers.map(({ kind }) => kind);
    assert.deepEqual(kinds, [...new Set(kinds)]);
    for (const kind of kinds) assert.ok(kind.startsWith(`${entry.id}.`), kind);
  });

  test(`${entry.id}: an unknown native setting is an error with the nearest name`, async () => {
    const driver = await entry.load();
    assert.deepEqual(driver.validate(cluster), []);
    const [problem] = driver.validate({ ...cluster, native: { zzz: 1 } });
    assert.deepEqual(
      { severity: problem?.severity, path: problem?.path },
      { severity: "error", path: "spec.cluster.native.zzz" },
    );
  });

  test(`${entry.id}: its practice artefacts are complete, the same bytes every time`, async () => {
    const [driver, practice] = await Promise.all([entry.load(), entry.practice.load()]);
    for (const architecture of driver.capabilities.architectures) {
      const options = { version: entry.practice.version, architecture };
      const files = practice.artefacts(options);
      for (const name of driver.artefactNames(cluster, architecture)) assert.ok(files[name], name);
      assert.deepEqual(practice.artefacts(options), files);
    }
  });
}

const EVERYWHERE = [
  "/etc/kubernetes/admin.conf",
  "/usr/local/cloud-config/cluster.kairos.yaml",
  "/var/lib/rancher/k3s/server/db",
];

function lostStore(kind: StoreReport["kind"]): StoreReport {
  const verdict = { is: "LOST", why: "", voters: 3, answering: 1, needed: 2, mayFail: 0 } as const;
  return { id: "kubernetes", kind, title: kind, source: "members", atMs: 0, verdict, members: [] };
}
