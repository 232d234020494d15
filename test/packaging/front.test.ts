import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { BUNDLE } from "../support/agent-process.ts";

/** What nobody needs before the first frame, by a text of its own that survives the build. */
const LATE: Readonly<Record<string, RegExp>> = {
  "the validator of input": /unrecognized_keys/,
  "the parser of addresses": /ipaddr: /,
  "the parser of documents": /BLOCK_FOLDED/,
  "the HTTP client": /ERR_GOT_REQUEST_ERROR/,
  "the client of Dqlite": /Upgrade: dqlite/,
};

test("what the first frame loads holds nothing that can come later", () => {
  const parts = join(dirname(BUNDLE), "parts");
  const [, front = "none"] = /parts\/(front-[0-9a-f]+)/.exec(readFileSync(BUNDLE, "utf8")) ?? [];
  const [first = "", ...later] = [
    `${front}.js`,
    ...readdirSync(parts).filter((name) => name.endsWith(".js") && !name.startsWith("front-")),
  ].map((name) => readFileSync(join(parts, name), "utf8"));
  for (const [what, text] of Object.entries(LATE)) {
    assert.ok(!text.test(first), `${what} is loaded at once`);
    assert.ok(
      later.some((part) => text.test(part)),
      `${what} is nowhere: its text is another now`,
    );
  }
  assert.ok(first.length < 640 * 1024, `${first.length} characters`);
});
