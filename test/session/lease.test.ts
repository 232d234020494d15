import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS_NEEDING_LEASE, FREE_LEASE, reduceLease } from "../../src/session/index.ts";

const ANNA = { clientId: "a", actor: { user: "anna", from: "tty1" } };
const BERT = { clientId: "b", actor: { user: "bert", from: "ssh from 10.0.0.5" } };
const annaHolds = { holder: { ...ANNA, sinceMs: 1000 } };

test("the first console that changes something gets control", () => {
  const outcome = reduceLease(FREE_LEASE, { type: "asked", ...ANNA, atMs: 1000 });
  assert.deepEqual(outcome, { lease: annaHolds });
});

test("whoever has control keeps it, and since when does not move", () => {
  const outcome = reduceLease(annaHolds, { type: "asked", ...ANNA, atMs: 9000 });
  assert.deepEqual(outcome, { lease: annaHolds });
});

test("a second console is refused and told who has control", () => {
  const outcome = reduceLease(annaHolds, { type: "asked", ...BERT, atMs: 2000 });
  assert.deepEqual(outcome, {
    lease: annaHolds,
    refused: {
      code: "LEASE_HELD",
      kind: "conflict",
      message: "anna on tty1 has control of this host",
      hint: "Another console has control: bringup run take.",
    },
  });
});

test("taking control away from somebody is recorded", () => {
  const outcome = reduceLease(annaHolds, { type: "taken", ...BERT, atMs: 2000 });
  assert.deepEqual(outcome, {
    lease: { holder: { ...BERT, sinceMs: 2000 } },
    recorded: { action: "lease-taken", from: ANNA.actor, to: BERT.actor },
  });
});

test("taking free control, or one's own, is not worth a record", () => {
  assert.deepEqual(reduceLease(FREE_LEASE, { type: "taken", ...ANNA, atMs: 1000 }), {
    lease: annaHolds,
  });
  assert.deepEqual(reduceLease(annaHolds, { type: "taken", ...ANNA, atMs: 5000 }), {
    lease: annaHolds,
  });
});

for (const type of ["released", "detached"] as const) {
  test(`control is free again when its holder has ${type}, not when another has`, () => {
    assert.deepEqual(reduceLease(annaHolds, { type, clientId: "b" }), { lease: annaHolds });
    assert.deepEqual(reduceLease(annaHolds, { type, clientId: "a" }), { lease: FREE_LEASE });
  });
}

test("practising touches nothing real: one may break what another, who has control, watches", () => {
  assert.equal(COMMANDS_NEEDING_LEASE.has("practise"), false);
});

test("looking never needs control", () => {
  for (const look of ["refresh", "run-checks", "plan", "list-runs", "show-run", "audit"] as const) {
    assert.equal(COMMANDS_NEEDING_LEASE.has(look), false, look);
  }
});
