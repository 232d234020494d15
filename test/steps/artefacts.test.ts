import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost, type MemoryHostOptions } from "../../src/host/index.ts";
import { artefactPlace, artefactVerify } from "../../src/steps/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { handlerOf, verdictOn } from "../support/apply.ts";

const SHA256 = "0".repeat(64);

const BAD: readonly (readonly [string, MemoryHostOptions["files"], string])[] = [
  ["missing", {}, "/media/demo is missing"],
  ["cut off", { "/media/demo": "abc" }, "/media/demo is not what was published"],
  ["damaged", { "/media/demo": "abcde" }, "/media/demo is not what was published"],
];

for (const [title, files = {}, message] of BAD)
  test(`a ${title} artefact blocks the plan before anything is changed`, async () => {
    const sized = { sha256: SHA256, sizeBytes: 5 };
    const verify = artefactVerify({ id: "verify", path: "/media/demo", ...sized });
    const place = artefactPlace({
      id: "place",
      from: "/media/demo",
      to: "/usr/bin/demo",
      mode: 0o755,
      ...sized,
    });
    for (const step of [verify, place]) {
      const host = createMemoryHost({ files });
      const verdict = await verdictOn(step, { files });
      assert.deepEqual([verdict.is, verdict.message], ["blocked", message]);
      await assert.rejects(async () => handlerOf(step).run(step.params, contextOf(host, {})), {
        code: title === "missing" ? "ARTEFACT_MISSING" : "ARTEFACT_CORRUPT",
        message,
      });
      assert.deepEqual(host.effects, []);
    }
  });
