import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { createBoard } from "../../src/agent/board.ts";
import { createSupportDesk } from "../../src/agent/support-desk.ts";
import { type AuditEntry, systemClock } from "../../src/engine/index.ts";
import { createMachineGather, createMachineHost } from "../../src/host/index.ts";
import { type Collector, program } from "../../src/support/index.ts";
import { eventually } from "../support/eventually.ts";
import { freshSnapshot } from "../support/session.ts";
import { folderOf } from "../support-bundle/unpack.ts";

const ANNA = { user: "anna", from: "tty1" };
const running = new AbortController().signal;

function deskFor(t: TestContext, collectors: readonly Collector[]) {
  const folder = folderOf(t);
  const board = createBoard(freshSnapshot(), systemClock.nowMs, () => undefined);
  const machine = createMachineHost();
  const audited: AuditEntry[] = [];
  const noStick = { is: "exited", exitCode: 0, stdout: '{"blockdevices":[]}', stderr: "" } as const;
  const desk = createSupportDesk({
    ...{ board, clock: systemClock, http: machine.http },
    host: { ...machine, probe: async () => noStick },
    audit: { append: (entry) => void audited.push(entry), list: () => audited },
    here: async () => ({
      ...{ gather: createMachineGather(), collectors, values: [], notes: [], hostId: "edge-1" },
      ...{ files: machine.files, folders: [folder], machine },
    }),
  });
  const state = () => board.snapshot().support;
  const until = (wanted: string) => eventually(wanted, () => state()?.state === wanted);
  return { folder, desk, audited, state, until };
}

const SLOW = program("slow", "Slow", ["sleep", "1000"]);

test("a bundle is made while consoles come and go, and the audit says who asked", async (t) => {
  const { desk, until, state, audited, folder } = deskFor(t, [
    program("one", "One", ["echo", "1"]),
  ]);
  assert.equal((desk.make({ do: "make-bundle" }, ANNA, running) as { is: string }).is, "ok");
  await until("finished");
  const { made } = state() ?? {};
  assert.deepEqual(readdirSync(folder), [made?.path.slice(folder.length + 1)]);
  assert.equal(made?.counts.collected, 1);
  assert.deepEqual(
    [audited[0]?.action, audited[0]?.actor, audited[0]?.subject],
    ["bundle-made", ANNA, made?.path],
  );
});

test("one is made at a time; a cancel leaves nothing, and so does an agent that stops", async (t) => {
  const { desk, until, folder } = deskFor(t, [SLOW]);
  const stopping = new AbortController();
  desk.make({ do: "make-bundle" }, ANNA, running);
  await until("running");
  assert.deepEqual(desk.make({ do: "make-bundle" }, ANNA, running), {
    is: "ok",
    note: "a bundle is being made",
  });
  desk.cancel();
  await until("cancelled");
  desk.make({ do: "make-bundle" }, ANNA, stopping.signal);
  await until("running");
  stopping.abort();
  await until("cancelled");
  assert.deepEqual(readdirSync(folder), []);
});

test("without a stick nothing is collected, and it is said what to do", async (t) => {
  const { desk, until, state, folder } = deskFor(t, [SLOW]);
  desk.make({ do: "make-bundle", to: "usb" }, ANNA, running);
  await until("failed");
  const { code, hint } = state()?.error ?? {};
  assert.deepEqual([code, hint], ["BUNDLE_NOT_SENT", "Plug in a stick, or name a folder."]);
  assert.deepEqual(readdirSync(folder), []);
  assert.throws(() => desk.make({ do: "make-bundle", to: "http://example.com/" }, ANNA, running), {
    code: "USAGE",
  });
});

test("a bundle that could not be brought where it should go is still here, and it is said where", async (t) => {
  const { desk, until, state, folder } = deskFor(t, [program("one", "One", ["echo", "1"])]);
  // Port 1: nobody listens there.
  desk.make({ do: "make-bundle", to: "http://127.0.0.1:1/drop" }, ANNA, running);
  await until("failed");
  const [name = ""] = readdirSync(folder);
  assert.match(state()?.error?.message ?? "", new RegExp(`; the bundle is ${folder}/${name}$`));
});
