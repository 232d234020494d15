// Over 200 lines: the whole promise of the way back, each case on a machine of its own in a folder.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { MARKER, NAMES } from "../../../src/network/try/folder.ts";
import type { RevertPlan } from "../../../src/network/try/script.ts";
import { strideOf } from "../../support/every-cut.ts";
import { smallDisk } from "../../support/small-disk.ts";
import { enableUnits, FOLDER, LAN, makeScratch, type Scratch } from "./scratch.ts";

/** All of them, as before a release: `EVERY_CUT=1`. */
const STRIDE = strideOf({ usual: 37, many: 7 });

const REVERTED = { is: "reverted", files: "equal", kernel: "equal" };

function tried(
  t: TestContext,
  plan?: Partial<RevertPlan>,
): { readonly scratch: Scratch; readonly first: object } {
  const scratch = makeScratch(t, plan);
  const first = scratch.state();
  enableUnits(scratch);
  scratch.apply();
  assert.notDeepEqual(scratch.state(), first);
  return { scratch, first };
}

test("what is not confirmed in time goes back: bytes, modes, folders and links", async (t) => {
  const { scratch, first } = tried(t);
  scratch.write(`${FOLDER}/${NAMES.deadline}`, "1\n");
  assert.deepEqual(await scratch.run("watch"), { code: 0 });
  assert.deepEqual(scratch.outcome(), { ...REVERTED, why: "not confirmed in time" });
  assert.deepEqual(scratch.state(), first);
});

test("what is confirmed stays, and nothing of the try starts at the next boot", async (t) => {
  const { scratch } = tried(t);
  const applied = scratch.read(LAN);
  const watching = scratch.start("watch");
  const gone = new Promise((resolve) => watching.once("exit", resolve));
  scratch.write(`${FOLDER}/${NAMES.decision}`, "keep\n");
  assert.equal(await gone, 0);
  assert.equal(scratch.outcome().is, "kept");
  assert.equal(scratch.read(LAN), applied);
  assert.deepEqual(
    Object.keys(scratch.state()).filter((path) => /bringup|wants/.test(path)),
    [],
  );
  await scratch.run("boot");
  assert.equal(scratch.outcome().is, "kept");
  assert.equal(scratch.read(LAN), applied);
});

test("asked to go back it does so at once, and says why", async (t) => {
  const { scratch, first } = tried(t);
  scratch.write(`${FOLDER}/${NAMES.decision}`, "revert the gateway does not answer\n");
  await scratch.run("watch");
  assert.deepEqual(scratch.outcome(), { ...REVERTED, why: "the gateway does not answer" });
  assert.deepEqual(scratch.state(), first);
});

test("more time moves the end while it is already being waited for", async (t) => {
  const { scratch } = tried(t);
  const watching = scratch.start("watch");
  const gone = new Promise((resolve) => watching.once("exit", resolve));
  t.after(() => watching.kill("SIGKILL"));
  // A wish that means nothing is no decision.
  scratch.write(`${FOLDER}/${NAMES.decision}`, "perhaps\n");
  scratch.write(`${FOLDER}/${NAMES.deadline}`, "888888888\n");
  assert.equal(existsSync(join(scratch.root, FOLDER, NAMES.outcome)), false);
  scratch.write(`${FOLDER}/${NAMES.deadline}`, "1\n");
  await gone;
  assert.equal(scratch.outcome().why, "not confirmed in time");
});

test("after a restart in mid-try the files are back before the network, the links are read back later", async (t) => {
  const { scratch, first } = tried(t);
  await scratch.run("boot");
  assert.deepEqual(scratch.outcome(), {
    is: "reverted",
    why: "the host restarted before the change was confirmed",
    files: "equal",
    kernel: "pending",
  });
  scratch.bootNetwork();
  await scratch.run("watch");
  assert.equal(scratch.outcome().kernel, "equal");
  assert.deepEqual(scratch.state(), first);
});

test("links that came up with the tried files before those were back are put right", async (t) => {
  const { scratch, first } = tried(t);
  await scratch.run("boot");
  await scratch.run("watch");
  assert.equal(scratch.outcome().kernel, "equal");
  assert.deepEqual(scratch.state(), first);
});

test("links that are not as before long after the first telling are told in the other way", async (t) => {
  const { scratch, first } = tried(t, { revert: [["netd", "hang"]] });
  scratch.write(`${FOLDER}/${NAMES.deadline}`, "1\n");
  await scratch.run("watch");
  assert.deepEqual(scratch.outcome(), { ...REVERTED, why: "not confirmed in time" });
  assert.deepEqual(scratch.state(), first);
  assert.match(scratch.read(`${FOLDER}/${NAMES.log}`) ?? "", /netd hang: exit code 3\n/);
});

test("on a disk without a byte left everything goes back all the same", async (t) => {
  const disk = smallDisk(t, 1);
  if (disk === undefined) return t.skip("mounting is not allowed here");
  const scratch = makeScratch(t, {}, disk.dir);
  const first = scratch.state();
  enableUnits(scratch);
  scratch.apply();
  scratch.write(`${FOLDER}/${NAMES.decision}`, "revert asked for\n");
  disk.fill();
  await scratch.run("watch");
  assert.deepEqual(scratch.outcome(), { ...REVERTED, why: "asked for" });
  assert.deepEqual(scratch.state(), first);
});

test("without the unit of the boot the watch itself sees that the host restarted", async (t) => {
  const { scratch, first } = tried(t);
  rmSync(join(scratch.root, MARKER));
  await scratch.run("watch");
  assert.match(scratch.outcome().why ?? "", /restarted/);
  assert.deepEqual(scratch.state(), first);
});

test("a wish to keep that was on the disk before the power went is kept at the boot", async (t) => {
  const { scratch } = tried(t);
  scratch.write(`${FOLDER}/${NAMES.decision}`, "keep\n");
  await scratch.run("boot");
  assert.equal(scratch.outcome().is, "kept");
});

test("once on the way back a late wish to keep changes nothing", async (t) => {
  const { scratch, first } = tried(t);
  scratch.write(`${FOLDER}/${NAMES.reverting}`, "not confirmed in time\n");
  scratch.write(`${FOLDER}/${NAMES.decision}`, "keep\n");
  await scratch.run("watch");
  assert.equal(scratch.outcome().is, "reverted");
  assert.deepEqual(scratch.state(), first);
});

test("what does not come back is named, line by line", async (t) => {
  const nothing = [["netd", "refuses"], ["not-there"]] as const;
  const { scratch } = tried(t, { revert: nothing, again: nothing });
  scratch.write(`${FOLDER}/${NAMES.decision}`, "revert asked for\n");
  await scratch.run("watch");
  assert.deepEqual(scratch.outcome(), { ...REVERTED, kernel: "differ", why: "asked for" });
  assert.equal(
    scratch.read(`${FOLDER}/${NAMES.differs}`),
    "- address eth0 inet 10.0.0.2/24 brd 10.0.0.255 scope global eth0\n" +
      "+ address eth0 inet 10.0.0.99/2410.9.9.9/24 brd 10.0.0.255 scope global eth0\n",
  );
  const log = scratch.read(`${FOLDER}/${NAMES.log}`) ?? "";
  const told = /netd refuses: exit code 3\nnot-there: not on this machine\n/g;
  assert.equal(log.match(told)?.length, 2, "told once more before it gives up");
});

test("a kept change can be taken back later", async (t) => {
  const { scratch, first } = tried(t);
  scratch.write(`${FOLDER}/${NAMES.decision}`, "keep\n");
  await scratch.run("watch");
  await scratch.run("undo the run was cancelled");
  assert.deepEqual(scratch.outcome(), { ...REVERTED, why: "the run was cancelled" });
  assert.deepEqual(scratch.state(), first);
});

test("a copy of the script in another place does nothing", async (t) => {
  const { scratch } = tried(t);
  const applied = scratch.state();
  const text = scratch.read(`${FOLDER}/${NAMES.script}`) ?? "";
  scratch.write("/root/revert.sh", text);
  assert.equal(spawnSync("/bin/sh", [join(scratch.root, "root/revert.sh"), "boot"]).status, 2);
  assert.deepEqual(scratch.state(), applied);
});

/** Every program with an effect, and every write of the shell itself, counts as a point. */
const cutAfter = (points: number) => `
counted=$here/points
cut() { echo x >>"$counted"; [ "$(wc -l <"$counted")" -ne ${points} ] || kill -KILL 0; }
${["cp", "mv", "rm", "rmdir", "mkdir", "chmod", "chown", "sync", "cat", "timeout", "printf"]
  .map((name) => `${name}() { cut; command ${name} "$@"; code=$?; cut; return $code; }`)
  .join("\n")}
cd / || exit 1
`;

for (const [mode, wish] of [
  ["watch", "revert asked for"],
  ["boot", ""],
] as const) {
  test(`killed anywhere in ${mode}, the next start ends where the first would have`, async (t) => {
    let points = 1;
    for (; ; points += STRIDE) {
      const { scratch, first } = tried(t);
      if (wish !== "") scratch.write(`${FOLDER}/${NAMES.decision}`, `${wish}\n`);
      const { code } = await scratch.run(mode, cutAfter(points));
      if (mode === "boot") {
        await scratch.run("boot");
        scratch.bootNetwork();
      }
      await scratch.run("watch");
      assert.deepEqual(scratch.state(), first, `cut at point ${points}`);
      assert.deepEqual(scratch.outcome().is, "reverted", `cut at point ${points}`);
      assert.equal(scratch.outcome().kernel, "equal", `cut at point ${points}`);
      if (code === 0) break;
    }
    assert.ok(points > 20, `only ${points} points were found`);
  });
}
