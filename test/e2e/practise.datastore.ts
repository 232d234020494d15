// The shipped program by hand: a leader stopped, a quorum taken, all of it healed: `npm run test:datastore`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { BUNDLE } from "../support/agent-process.ts";
import { KEYS, type PtyRun, runInPty } from "../support/pty.ts";
import { removeTree } from "../support/remove-tree.ts";

const PATIENT_MS = 60_000;

/** Presses Down until the highlight stands on that row, then Enter until the screen is as told. */
async function choose(app: PtyRun, label: string, becomes: RegExp): Promise<void> {
  const highlighted = () => app.rows().find((row) => row.startsWith("> ")) ?? "";
  for (let pressed = 0; !highlighted().startsWith(`> ${label}`); pressed++) {
    assert.ok(pressed < 20, `no row ${label}:\n${app.text()}`);
    const before = highlighted();
    app.type(KEYS.down);
    await app.waitFor(() => highlighted() !== before);
  }
  // A list that has just changed ignores Enter for a moment, so that nobody confirms by accident: then it is pressed again.
  for (let pressed = 0; !becomes.test(app.text()); pressed++) {
    assert.ok(pressed < 20, `Enter on ${label} does nothing:\n${app.text()}`);
    app.type(KEYS.enter);
    await app.waitFor(becomes, 3000).catch(() => undefined);
  }
}

test("practised by hand: the leader stopped, another one elected, the quorum taken after a warning, healed from another terminal", async (t) => {
  const stateDir = await mkdtemp(join(tmpdir(), "bringup-practise-"));
  const cli = (...args: string[]) =>
    spawnSync(process.execPath, [BUNDLE, ...args, "--rehearse", "--state-dir", stateDir], {
      encoding: "utf8",
    });
  const app = runInPty({ argv: [process.execPath, BUNDLE, "--rehearse", "--state-dir", stateDir] });
  t.after(async () => {
    await app.close();
    cli("agent", "--stop");
    await removeTree(stateDir);
  });

  await app.waitFor("REHEARSAL");
  for (const title of ["Checks", "Settings", "Registration", "Cluster", "Status"]) {
    app.type(KEYS.tab);
    await app.waitFor(`>${title}`);
  }
  await app.waitFor(/OK: 1 of 3 may fail/, PATIENT_MS);
  app.type(KEYS.enter);
  await app.waitFor("Members   of the stores");
  await choose(app, "rack12-b", /Role +voter, leads/);
  await choose(app, "Stop it", /rack12-b is stopped/);
  await app.waitFor(/Quorum +ELECTING/, PATIENT_MS);
  const after = await app.waitFor(
    /Quorum +AT RISK[\s\S]*Leader +rack12-[ac], by its own/,
    PATIENT_MS,
  );
  assert.match(after, /UNREACHABLE: 192\.0\.2\.12:9000: connection refused/);

  app.type(KEYS.escape);
  await app.waitFor("Members   of the stores");
  await choose(app, "rack12-c", /rack12-c {3}Practice Dqlite/);
  await choose(app, "Cut it off", /This takes the quorum away/);
  await choose(app, "Yes, to see what happens", /rack12-c is cut off|Quorum +LOST/);
  await app.waitFor(/Quorum +LOST/, PATIENT_MS);
  await app.waitFor("bring back 1 of: rack12-b, rack12-c");

  assert.equal(cli("practise", "heal", "rack12-c").stdout, "simulated: rack12-c is connected.\n");
  assert.equal(cli("practise", "start", "rack12-b").stdout, "simulated: rack12-b runs.\n");
  await app.waitFor(/Quorum +OK: 1 of 3 voters may fail/, PATIENT_MS);
});
