import assert from "node:assert/strict";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { switchPower } from "../../src/agent/power-desk.ts";
import type { ClusterObservation } from "../../src/distributions/index.ts";
import { ABSENT, type AuditEntry, known, systemClock, unknown } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/testing/index.ts";
import { emptySnapshot } from "../support/fake-hub.ts";

const ADA = { user: "ada", from: "tty1" };

/** One whose members cannot be asked any more. */
const SILENT: ClusterObservation = {
  distribution: "k3s",
  atMs: 0,
  installed: known({ version: "1.35.3+k3s1" }),
  unit: known({ name: "k3s.service", active: "active", sub: "running", restarts: 0 }),
  api: unknown("refused"),
  nodes: unknown("refused"),
  pods: ABSENT,
  certificateEndsMs: ABSENT,
};

function desk() {
  const host = createMemoryHost();
  const board = createBoard(emptySnapshot(), () => 0);
  const entries: AuditEntry[] = [];
  const effects: string[] = [];
  host.onSideEffect(({ what, phase }) => phase === "after" && effects.push(what));
  const parts = {
    ...{ board, host, clock: systemClock },
    audit: { append: (entry: AuditEntry) => void entries.push(entry), list: () => entries },
    // Fresh facts: what the board said before has gone bad in the meantime.
    look: async () => board.set("cluster", SILENT),
  };
  return { parts, entries, effects };
}

test("a host whose cluster may lose its quorum is not stopped, and nothing is recorded", async () => {
  const { parts, entries, effects } = desk();
  for (const name of [undefined, "other"]) {
    const command = { do: "power", to: "off", ...(name && { name }) } as const;
    await assert.rejects(switchPower(command, ADA, parts), {
      code: "POWER_REFUSED",
      message: /this host should not stop now: the nodes of the cluster could not be asked/,
      hint: /give the name rack12-edge1/,
    });
  }
  assert.deepEqual([entries, effects], [[], []]);
});

test("with the name typed it is stopped all the same, and that is on the record first", async () => {
  const { parts, entries, effects } = desk();
  const command = { do: "power", to: "reboot", name: "rack12-edge1" } as const;
  await assert.rejects(switchPower(command, ADA, parts), { name: "PowerCut" });
  assert.deepEqual(effects, ["reboot"]);
  assert.deepEqual(
    entries.map(({ action, actor, detail }) => [action, actor.user, detail]),
    [["power-switched", "ada", "all the same: the nodes of the cluster could not be asked"]],
  );
});
