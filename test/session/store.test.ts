import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createMachineHost } from "../../src/host/index.ts";
import { createDraftKeeper, createSession, type EngineEvent } from "../../src/session/index.ts";
import { planOf } from "../support/plans.ts";
import {
  createFakeClient,
  createTestClock,
  freshSnapshot,
  NOW_MS,
  PENDING,
} from "../support/session.ts";

test("a snapshot, then each slice as it changes", async () => {
  const client = createFakeClient(freshSnapshot());
  const session = createSession(client, { clock: createTestClock() });
  assert.deepEqual(session.store.getState().link, { is: "connecting", sinceMs: NOW_MS });
  await session.connected;
  client.change("registration", PENDING);
  const { snapshot, link, heardMs } = session.store.getState();
  assert.deepEqual(snapshot, freshSnapshot({ registration: PENDING }));
  assert.deepEqual({ link, heardMs }, { link: { is: "connected" }, heardMs: NOW_MS });
});

test("after a gap in the events everything is taken anew", async () => {
  const client = createFakeClient(freshSnapshot());
  let tell: (event: EngineEvent) => void = () => {};
  const session = createSession(
    {
      ...client,
      watch(listener) {
        tell = listener;
        return () => {};
      },
    },
    { clock: createTestClock() },
  );
  await session.connected;
  tell({ seq: 1, slice: "checks", value: freshSnapshot().checks });
  client.change("registration", PENDING);
  tell({ seq: 3, slice: "plan", value: null });
  assert.deepEqual(session.store.getState().snapshot?.registration, PENDING);
});

test("when the link is lost the last data stays, with the moment it was lost", async () => {
  const clock = createTestClock();
  const client = createFakeClient(freshSnapshot());
  const session = createSession(client, { clock });
  await session.connected;
  clock.advance(5000);
  client.change("engine", { ...freshSnapshot().engine, link: "lost" });
  assert.deepEqual(session.store.getState().link, { is: "lost", sinceMs: NOW_MS + 5000 });
  assert.equal(session.store.getState().snapshot?.host.hostname, "rack12-edge1");
  client.change("engine", freshSnapshot().engine);
  assert.deepEqual(session.store.getState().link, { is: "connected" });
});

test("a refusal is an answer and a remark; a broken link is a refusal too", async () => {
  const client = createFakeClient(freshSnapshot());
  client.answers = () => {
    throw new Error("socket closed");
  };
  const session = createSession(client, { clock: createTestClock() });
  const answer = await session.send({ do: "refresh" });
  assert.equal(answer.is, "refused");
  assert.equal(session.store.getState().notices[0]?.text, "socket closed");
  client.answers = () => ({ is: "planned", plan: { plan: planOf(), documentText: "" } });
  await session.send({ do: "plan", documentText: "" });
  assert.deepEqual(session.store.getState().notices, [], "it goes on: nothing is refused any more");
});

test("a pop-up screen goes back to where it was opened, any other has no way back", () => {
  const session = createSession(createFakeClient(freshSnapshot()), { clock: createTestClock() });
  session.goTo("status");
  session.popUp("help");
  session.popUp("help");
  session.back();
  assert.equal(session.store.getState().screen, "status");
  session.back();
  assert.equal(session.store.getState().screen, "status");
  session.popUp("upkeep");
  session.popUp("help");
  session.back();
  assert.equal(session.store.getState().screen, "upkeep");
  session.back();
  assert.equal(session.store.getState().screen, "status", "help did not forget the way");
});

async function draftFile(t: { after(run: () => Promise<void>): void }) {
  const folder = await mkdtemp(join(tmpdir(), "drafts-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "drafts.json");
  return { path, keeper: createDraftKeeper(createMachineHost().files, path) };
}

test("drafts are in their file 300 ms after a key, for their owner alone, without secrets", async (t) => {
  const { path, keeper } = await draftFile(t);
  const clock = createTestClock();
  const session = createSession(createFakeClient(freshSnapshot()), { clock, drafts: keeper });
  await session.connected;
  await keeper.load();
  session.setField("settings", "spec.host.hostname", "edge7");
  session.setSecret("settings", "spec.proxy.password", "s3cr3t!");
  clock.advance(300);
  await session.close();
  const text = await readFile(path, "utf8");
  assert.deepEqual(JSON.parse(text).drafts, { settings: { "spec.host.hostname": "edge7" } });
  assert.ok(!text.includes("s3cr3t"));
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test("what was typed before the file was read wins over it, the rest is taken", async (t) => {
  const { keeper } = await draftFile(t);
  await keeper.save({ settings: { a: "old", b: "kept" }, cluster: { c: "kept" } });
  const session = createSession(createFakeClient(freshSnapshot()), {
    clock: createTestClock(),
    drafts: keeper,
  });
  session.setField("settings", "a", "new");
  await new Promise<void>((resolve) => {
    session.store.subscribe(({ drafts }) => drafts.cluster !== undefined && resolve());
  });
  assert.deepEqual(session.store.getState().drafts, {
    settings: { a: "new", b: "kept" },
    cluster: { c: "kept" },
  });
  await session.close();
});

test("a damaged file of drafts counts as empty", async (t) => {
  const { path, keeper } = await draftFile(t);
  for (const text of ["", "{", "[]", '{"format":2,"drafts":{}}', '{"format":1,"drafts":[1]}']) {
    await writeFile(path, text);
    assert.deepEqual(await keeper.load(), {}, text);
  }
});

test("closing does not wait for an agent that never came", async () => {
  const session = createSession(new Promise(() => {}), { clock: createTestClock() });
  await session.close();
});
