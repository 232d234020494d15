import assert from "node:assert/strict";
import { test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { setClockByHand } from "../../src/agent/clock-desk.ts";
import { type AuditEntry, systemClock } from "../../src/engine/index.ts";
import { createMemoryHost, exited } from "../../src/host/index.ts";
import { emptySnapshot } from "../support/fake-hub.ts";

const ADA = { user: "ada", from: "tty1" };
const AT_MS = Date.UTC(2026, 10, 21, 3, 15);

function desk(synchronised: "yes" | "no") {
  const ran: string[] = [];
  const run = ({ argv }: { readonly argv: readonly string[] }) => {
    ran.push(argv.join(" "));
    return exited("");
  };
  const host = createMemoryHost({
    commands: { date: run, hwclock: run, timedatectl: () => exited(`${synchronised}\n`) },
  });
  const entries: AuditEntry[] = [];
  const parts = {
    ...{ board: createBoard(emptySnapshot(), () => 0), host, clock: systemClock },
    audit: { append: (entry: AuditEntry) => void entries.push(entry), list: () => entries },
    signal: new AbortController().signal,
  };
  return { parts, entries, ran };
}

test("a clock that no server keeps is set by hand, and that is on the record", async () => {
  const { parts, entries, ran } = desk("no");
  const answer = await setClockByHand({ do: "set-clock", atMs: AT_MS }, ADA, parts);
  assert.match(answer.is === "ok" ? (answer.note ?? "") : "", /set to 2026-11-21 03:15:00 UTC$/);
  assert.equal(ran.length, 2);
  assert.deepEqual(
    entries.map(({ action, actor, subject }) => [action, actor.user, subject]),
    [["clock-set", "ada", "the clock was set to 2026-11-21 03:15:00 UTC"]],
  );
});

test("a clock that a server keeps is left alone", async () => {
  const { parts, entries, ran } = desk("yes");
  await assert.rejects(setClockByHand({ do: "set-clock", atMs: AT_MS }, ADA, parts), {
    code: "CLOCK_SYNCHRONISED",
  });
  assert.deepEqual([entries, ran], [[], []]);
});
