import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { everySymptom } from "../../src/cluster/index.ts";
import { lookFor } from "../../src/doctor/examine.ts";
import { SYMPTOMS } from "../../src/doctor/index.ts";
import { recordedPatient } from "./machine.ts";
import { ROWS } from "./rows/index.ts";

const { signal } = new AbortController();
const FOLDER = new URL("../../src/doctor/symptoms/", import.meta.url);
const EVERY = await everySymptom();

for (const symptom of EVERY) {
  const { id, title } = symptom;
  test(`${id}: "${title}" is found on each sick machine, and on no well one`, async () => {
    const row = ROWS[id];
    assert.ok(row !== undefined && row.sick.length > 0 && row.well.length > 0, "no machines");
    for (const { says, shows, mend = [], ...machine } of row.sick) {
      const finding = await lookFor(symptom, recordedPatient(machine, signal));
      assert.equal(finding.is, "found", JSON.stringify(finding));
      if (finding.is !== "found") return;
      assert.equal(`${finding.likelihood} ${finding.severity}`, says);
      assert.ok(
        finding.evidence.some((line) => line.includes(shows)),
        finding.evidence.join("\n"),
      );
      const steps = symptom.mend?.(finding) ?? [];
      assert.deepEqual(
        steps.map((step) => step.title),
        mend,
      );
    }
    for (const { because, ...machine } of row.well) {
      const finding = await lookFor(symptom, recordedPatient(machine, signal));
      assert.equal(finding.is, "clear", JSON.stringify(finding));
      assert.ok(finding.is === "clear" && finding.why.includes(because), JSON.stringify(finding));
    }
  });
}

test("every recorded machine is of a symptom in the list", () => {
  assert.deepEqual(Object.keys(ROWS).sort(), EVERY.map(({ id }) => id).sort());
});

test("every file of symptoms is in the list, with all that it defines", () => {
  const defined = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, FOLDER), "utf8");
      return [...text.matchAll(/^\s+id: "([a-z0-9-]+\.[a-z0-9-]+)",$/gm)].map(([, id]) => id);
    });
  assert.deepEqual(SYMPTOMS.map(({ id }) => id).sort(), defined.sort());
});

test("ids and codes are stable words, each there once, and every fix is a sentence to follow", () => {
  assert.equal(new Set(EVERY.map(({ id }) => id)).size, EVERY.length);
  assert.equal(new Set(EVERY.map(({ code }) => code)).size, EVERY.length);
  for (const { id, code, row, title, cause, source, fix } of EVERY) {
    assert.match(id, /^[a-z0-9]+\.[a-z0-9]+(-[a-z0-9]+)*$/, id);
    assert.match(code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/, id);
    assert.match(row, /^(D\d+|8\.2)$/, id);
    assert.match(title, /^[A-Za-z].*[^.]$/, id);
    assert.match(cause, /^([A-Z/]|containerd|systemd).*\.$/, id);
    assert.ok(source.length > 0, id);
    assert.ok(fix.length > 0, id);
    for (const words of fix) assert.match(words, /^[A-Z].*\.$/, `${id}: ${words}`);
  }
});

test("every row of the table of symptoms is looked for, and so is what journals say", () => {
  const rows = new Set(EVERY.map(({ row }) => row));
  const wanted = Array.from({ length: 42 }, (_, index) => `D${index + 1}`);
  assert.deepEqual(
    [...wanted, "8.2"].filter((row) => !rows.has(row)),
    [],
  );
});
