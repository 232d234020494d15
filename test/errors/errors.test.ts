import assert from "node:assert/strict";
import { test } from "node:test";
import {
  asBringupError,
  BringupError,
  ERROR_CODES,
  errorView,
  exitCodeOf,
} from "../../src/errors/index.ts";

test("the kind of an error decides the exit code", () => {
  const kinds = ["input", "environment", "conflict", "blocked", "bug", "cancelled"] as const;
  assert.deepEqual(kinds.map(exitCodeOf), [2, 3, 4, 5, 70, 130]);
});

test("every code says what to do, as one sentence", () => {
  for (const [code, { hint }] of Object.entries(ERROR_CODES)) {
    assert.match(code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
    assert.match(hint, /^[A-Z].*\.$/, code);
  }
});

test("an abort is quiet, a foreign error is a bug, our own stays what it is", () => {
  const ours = new BringupError("DISK_FULL", "no room", { hint: "Delete something." });
  assert.equal(asBringupError(ours), ours);
  assert.equal(errorView(AbortSignal.abort().reason).code, "CANCELLED");
  assert.deepEqual(errorView(new TypeError("x is undefined")).code, "BUG");
  assert.deepEqual(errorView(ours), {
    code: "DISK_FULL",
    kind: "environment",
    message: "no room",
    hint: "Delete something.",
  });
});
