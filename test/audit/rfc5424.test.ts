import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { auditMessage, auditRecord, renderRfc5424 } from "../../src/audit/index.ts";
import type { AuditEntry } from "../../src/engine/index.ts";
import { anyCharacter } from "../support/any-text.ts";
import { cases } from "../support/every-cut.ts";

const HOST = { edgeId: "edge-9f3a22c17e04b1", name: "rack12-a" };
const ENTRY: AuditEntry = {
  atMs: Date.UTC(2026, 10, 22, 4, 31, 16, 7),
  actor: { user: "mia", from: "ssh from 10.0.0.5" },
  action: "document-saved",
  subject: "generation 3",
  digests: { was: "aa11", is: "bb22" },
};

test("a change is one line of RFC 5424 with the fields that collectors of Palette's audit read", () => {
  assert.equal(
    renderRfc5424(auditRecord(ENTRY, HOST, 42)),
    "<189>1 2026-11-22T04:31:16.007Z rack12-a stylus-audit 42 document-saved - " +
      '{"edgeHostId":"edge-9f3a22c17e04b1",' +
      '"contentMsg":"document saved: generation 3; digest aa11 -> bb22",' +
      '"action":"document-saved","actor":"mia (ssh from 10.0.0.5)","actorType":"user",' +
      '"resourceId":"generation 3","resourceName":"generation 3","resourceKind":"document"}',
  );
});

test("what is about the host itself names the host as the resource", () => {
  const entry = { ...ENTRY, actor: { user: "boot", from: "the document" }, action: "clock-set" };
  const { actorType, resourceId, resourceName, resourceKind } = auditMessage(entry, HOST);
  assert.deepEqual(
    { actorType, resourceId, resourceName, resourceKind },
    {
      actorType: "system",
      resourceId: HOST.edgeId,
      resourceName: HOST.name,
      resourceKind: "edgehost",
    },
  );
});

test("whatever is in an entry, its line is ASCII of at most 2 KiB whose message is the JSON", () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 3000 });
  const entry = fc.record({
    atMs: fc.oneof(fc.integer(), fc.double()),
    actor: fc.record({ user: text, from: text }),
    action: text,
    subject: text,
    detail: text,
  });
  fc.assert(
    fc.property(entry, text, (given, name) => {
      const line = renderRfc5424(auditRecord(given, { edgeId: name, name }, 7));
      assert.match(line, /^<189>1 \S{1,24} [!-~]{1,255} stylus-audit 7 [!-~]{1,32} - \{[ -~]*\}$/);
      assert.ok(Buffer.byteLength(line) <= 2048, `${line.length} bytes`);
      const message = JSON.parse(line.slice(line.indexOf("{", line.indexOf(" - "))));
      assert.equal(Object.keys(message).length, 8);
    }),
    { numRuns: cases(200) },
  );
});

test("letters of other scripts come back out of the JSON as they were", () => {
  const line = renderRfc5424(auditRecord({ ...ENTRY, subject: "Zürich ⚙ 機" }, HOST, 1));
  assert.equal(JSON.parse(line.slice(line.indexOf("{"))).resourceName, "Zürich ⚙ 機");
});

test("a secret in the words of an entry is masked, and control sequences are gone", () => {
  const detail = "proxy http://ann:hunter2@proxy:3128 \u001b[31mred";
  const { contentMsg } = auditMessage({ ...ENTRY, detail }, HOST);
  assert.match(contentMsg, /; proxy http:\/\/\*+@proxy:3128 red; digest/);
});
