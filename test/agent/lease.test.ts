import assert from "node:assert/strict";
import { test } from "node:test";
import { createAgentBench } from "../support/agent-process.ts";
import { untilSo } from "../support/rehearsal.ts";

const TEXT = "apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec: {}\n";

test("two consoles, one writer: the second is refused until it takes control, on the record", async (t) => {
  const bench = await createAgentBench(t);
  await bench.start();
  const [ada, grace] = [await bench.connect("ada"), await bench.connect("grace")];
  const save = { do: "save-document", documentText: TEXT, expectedGeneration: 0 } as const;
  assert.equal((await ada.send(save)).is, "ok");
  const refused = await grace.send({ ...save, expectedGeneration: 1 });
  assert.equal(refused.is === "refused" && refused.error.code, "LEASE_HELD");
  assert.equal((await grace.send({ do: "take-lease" })).is, "ok");
  await untilSo(ada, "the change of hands", ({ lease }) => lease.holder?.actor.user === "grace");
  const back = await ada.send({ ...save, expectedGeneration: 1 });
  assert.equal(back.is === "refused" && back.error.code, "LEASE_HELD");
  const audit = await grace.send({ do: "audit" });
  assert.ok(audit.is === "audit" && audit.entries.some(({ action }) => action === "lease-taken"));
});

test("a console that leaves gives control back", async (t) => {
  const bench = await createAgentBench(t);
  await bench.start();
  const [ada, grace] = [await bench.connect("ada"), await bench.connect("grace")];
  await ada.send({ do: "take-lease" });
  await untilSo(grace, "ada in control", ({ lease }) => lease.holder?.actor.user === "ada");
  await ada.close();
  await untilSo(grace, "a free lease", ({ lease }) => lease.holder === null);
  const saved = await grace.send({
    do: "save-document",
    documentText: TEXT,
    expectedGeneration: 0,
  });
  assert.equal(saved.is, "ok");
});

test("a document saved over a newer one is refused", async (t) => {
  const bench = await createAgentBench(t);
  await bench.start();
  const ada = await bench.connect("ada");
  const save = { do: "save-document", documentText: TEXT, expectedGeneration: 0 } as const;
  await ada.send(save);
  const stale = await ada.send({ ...save, documentText: `${TEXT}# later\n` });
  assert.equal(stale.is === "refused" && stale.error.code, "DOCUMENT_CONFLICT");
});
