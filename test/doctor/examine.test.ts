import assert from "node:assert/strict";
import test from "node:test";
import { everySymptom } from "../../src/cluster/index.ts";
import { defineSymptom, examine, type Symptom } from "../../src/doctor/index.ts";
import { clear, type Finding, found, notHere } from "../../src/doctor/symptom.ts";
import type { MemoryHost } from "../../src/host/index.ts";
import { loadBlindMachine } from "../support/machines.ts";
import { blindHost, recordedHost } from "./machine.ts";

const { signal } = new AbortController();

const symptomThat = (id: string, probe: Symptom["probe"], more: Partial<Symptom> = {}): Symptom =>
  defineSymptom({
    ...{ id, code: "TEST_CODE", row: "D1", title: `Title of ${id}` },
    ...{ cause: "A cause.", source: "a document", fix: ["Do this."], probe, ...more },
  });
const saying = (id: string, finding: Finding) => symptomThat(id, async () => finding);
const never = () => new Promise<Finding>(() => undefined);

test("what is likeliest comes first, among equals the gravest, else the order of the list", async () => {
  const report = await examine({
    host: recordedHost({}),
    symptoms: [
      saying("a.possible", found(["possible", "node-down"], [])),
      saying("a.cosmetic", found(["certain", "cosmetic"], [])),
      saying("a.likely", found(["likely", "degraded"], [])),
      saying("a.first", found(["certain", "node-down"], [])),
      saying("a.second", found(["certain", "node-down"], [])),
      saying("a.clear", clear("fine")),
      saying("a.elsewhere", notHere("no such thing")),
    ],
    signal,
  });
  assert.deepEqual(
    report.findings.map(({ id }) => id),
    ["a.first", "a.second", "a.cosmetic", "a.likely", "a.possible"],
  );
  assert.deepEqual([report.cleared, report.notHere, report.unknown], [1, 1, []]);
});

test("a probe that hangs, and one that fails, cost themselves alone", async () => {
  const told: string[] = [];
  const report = await examine({
    host: recordedHost({}),
    symptoms: [
      symptomThat("a.hangs", never, { timeoutMs: 30 }),
      symptomThat("a.fails", async () => {
        throw new Error("the drive is gone");
      }),
      symptomThat("a.asks", async () => clear("never asked"), {
        when: [{ otherwise: "never", holds: () => Promise.reject(new Error("not to be seen")) }],
      }),
      saying("a.found", found(["certain", "degraded"], ["seen"])),
    ],
    signal,
    onProgress: ({ done, total, id }) => told.push(`${done}/${total} ${id}`),
  });
  assert.deepEqual(
    report.unknown.map(({ id, why }) => [id, why]),
    [
      ["a.hangs", "no answer within 30 ms"],
      ["a.fails", "the drive is gone"],
      ["a.asks", "not to be seen"],
    ],
  );
  assert.deepEqual(
    report.findings.map(({ id, evidence, canMend }) => ({ id, evidence, canMend })),
    [{ id: "a.found", evidence: ["seen"], canMend: false }],
  );
  assert.equal(told.length, 4);
  assert.equal(told.at(-1), "4/4 a.hangs");
});

test("so many probes run at once, and no more", async () => {
  let [now, most] = [0, 0];
  const symptoms = Array.from({ length: 50 }, (_, index) =>
    symptomThat(`a.n${index}`, async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return clear("fine");
    }),
  );
  const report = await examine({ host: recordedHost({}), symptoms, signal });
  assert.deepEqual([report.cleared, most], [50, 16]);
});

test("what several probes ask for is asked once", async () => {
  let asked = 0;
  const host: MemoryHost = recordedHost({ journals: { "a.service": ["line"] } });
  const { journal } = host.units;
  host.units.journal = (unit, options) => {
    asked += 1;
    return journal(unit, options);
  };
  const probe: Symptom["probe"] = async (patient) => {
    const lines = await patient.journal("a.service");
    return clear(lines.is === "known" ? (lines.value[0] ?? "") : lines.is);
  };
  const symptoms = ["a.one", "a.two", "a.three"].map((id) => symptomThat(id, probe));
  assert.equal((await examine({ host, symptoms, signal })).cleared, 3);
  assert.equal(asked, 1);
});

test("evidence is bounded, one line each, without control characters and secrets", async () => {
  const lines = ["a\u001b[2Jb\nc", "token=geheim123", "x".repeat(900), ...Array(20).fill("more")];
  const report = await examine({
    host: recordedHost({}),
    symptoms: [saying("a.found", found(["certain", "degraded"], lines))],
    signal,
  });
  const evidence = report.findings[0]?.evidence ?? [];
  assert.equal(evidence.length, 8);
  assert.deepEqual(evidence.slice(0, 2), ["ab c", "token=********"]);
  assert.equal(evidence[2]?.length, 300);
});

test("on a host on which systemd hangs, all that does not need it is found all the same", async () => {
  const host = recordedHost({
    files: { "/var/tmp/": { content: "", mode: 0o755 }, "/proc/sys/kernel/yama/ptrace_scope": "3" },
    units: { "containerd.service": {}, "rpcbind.service": {}, "k3s.service": {} },
  });
  const hang = () => new Promise<never>(() => undefined);
  const symptoms = await everySymptom();
  const report = await examine({
    host: { ...host, units: { ...host.units, show: hang, journal: hang } },
    symptoms,
    signal,
    probeMs: 2000,
    sharedMs: 100,
  });
  assert.deepEqual(
    report.findings.map(({ id }) => id),
    ["host.ptrace-scope", "dns.var-tmp-mode"],
  );
  const late = report.unknown.filter(({ why }) => why === "no answer within 100 ms");
  assert.deepEqual(
    late.map(({ id }) => id),
    [
      ...["node.containerd-state", "host.nfs-masked", "k3s.bootstrap-lost"],
      ...["k3s.network-missing", "journal.k3s"],
    ],
  );
});

test("programs take turns: no more than four of them run at once", async () => {
  let [now, most, all] = [0, 0, 0];
  const names = [
    "k3s",
    "k3s-agent",
    "rke2-server",
    "rke2-agent",
    "kubelet",
    "containerd",
    "rpcbind",
  ];
  const host = recordedHost({
    units: Object.fromEntries(names.map((name) => [`${name}.service`, {}])),
  });
  const show: typeof host.units.show = async () => {
    now += 1;
    all += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    return { is: "absent" };
  };
  const units = { ...host.units, show };
  await examine({ host: { ...host, units }, symptoms: await everySymptom(), signal });
  // Whoever has no unit file is not asked for.
  assert.deepEqual([most, all], [4, names.length]);
});

test("a finding whose steps cannot be made is told, and is mended by hand", async () => {
  const odd = symptomThat("a.odd", async () => found(["certain", "degraded"], ["seen"]), {
    mend() {
      throw new Error("no such path");
    },
  });
  const { findings } = await examine({ host: recordedHost({}), symptoms: [odd], signal });
  assert.deepEqual(
    findings.map(({ id, canMend }) => [id, canMend]),
    [["a.odd", false]],
  );
});

test("a cancelled examination ends with what it has", async () => {
  const aborted = AbortSignal.abort();
  const symptoms = [symptomThat("a.hangs", never)];
  const report = await examine({ host: recordedHost({}), symptoms, signal: aborted });
  assert.deepEqual(
    report.unknown.map(({ why }) => why),
    ["cancelled"],
  );
});

test("on a host that shows nothing at all everything is unknown with a reason, and nothing is found", async () => {
  const host = blindHost(loadBlindMachine("amd64-server").host);
  const symptoms = await everySymptom();
  const report = await examine({ host, symptoms, signal });
  assert.deepEqual([report.findings, report.quiet], [[], []]);
  assert.deepEqual(
    report.unknown.map(({ id }) => id),
    symptoms.map(({ id }) => id),
  );
  for (const { id, why } of report.unknown) assert.notEqual(why, "", id);
});

test("looking changes nothing on the host", async () => {
  const host = recordedHost({});
  await examine({ host, symptoms: await everySymptom(), signal });
  assert.deepEqual(host.effects, []);
});

for (const on of ["amd64-server", "kairos-edge"]) {
  test(`on ${on}, which is well, nothing is found that would alarm anybody`, async () => {
    const report = await examine({
      host: recordedHost({ on, files: { "/var/tmp/": { content: "", mode: 0o1777 } } }),
      symptoms: await everySymptom(),
      signal,
    });
    const alarming = report.findings.filter(({ severity }) => severity !== "cosmetic");
    assert.deepEqual(
      alarming.map(({ id, evidence }) => [id, ...evidence]),
      [],
    );
  });
}
