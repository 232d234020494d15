import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { practiceVersion } from "../../src/distributions/index.ts";
import { PRACTICE_ARTEFACTS } from "../../src/rehearsal/index.ts";
import { BUNDLE } from "../support/agent-process.ts";
import { approveAsOnAPhone } from "../support/phone.ts";
import { KEYS, type PtyRun, runInPty } from "../support/pty.ts";
import { removeTree } from "../support/remove-tree.ts";

/** Types into the highlighted row of a form and waits until the text is there. */
async function fill(app: PtyRun, label: string, text: string): Promise<void> {
  await choose(app, label);
  await app.waitFor("Esc stop typing");
  app.type(text);
  await app.waitFor(text);
  app.type(KEYS.escape);
  await app.waitFor("Enter type");
}

/** Presses Down until the highlight stands on the row, as a person would. */
async function moveTo(app: PtyRun, label: string): Promise<void> {
  const highlighted = () => app.rows().find((row) => row.startsWith("> ")) ?? "";
  for (let pressed = 0; pressed < 40; pressed++) {
    const before = highlighted();
    if (before.startsWith(`> ${label}`)) return;
    app.type(KEYS.down);
    await app.waitFor(() => highlighted() !== before);
  }
  assert.fail(`no row ${label}:\n${app.text()}`);
}

/** Chooses a menu line by its words. */
async function choose(app: PtyRun, label: string): Promise<void> {
  await moveTo(app, label);
  // A list that has just changed ignores Enter for a moment, so that nobody confirms by accident.
  await new Promise((resolve) => setTimeout(resolve, 350));
  app.type(KEYS.enter);
}

async function approvePlan(app: PtyRun): Promise<void> {
  await app.waitFor("Enter apply");
  app.type(KEYS.enter);
  await app.waitFor("Apply this plan to the host?");
  await choose(app, "Apply the plan to this host");
  await app.waitFor(/SUCCEEDED/, 120_000);
  app.type(KEYS.enter);
}

test("the whole walk by hand: settings, registration by QR, a cluster, live status, export", async (t) => {
  const stateDir = await mkdtemp(join(tmpdir(), "bringup-walk-"));
  const env = { ...process.env, BRINGUP_STAND_IN_PACE: "0.1" };
  const cli = (...args: string[]) =>
    spawnSync(process.execPath, [BUNDLE, ...args, "--rehearse", "--state-dir", stateDir], {
      env,
      encoding: "utf8",
    });
  const app = runInPty({
    argv: [process.execPath, BUNDLE, "--rehearse", "--state-dir", stateDir],
    env: { BRINGUP_STAND_IN_PACE: "0.1" },
  });
  t.after(async () => {
    await app.close();
    cli("agent", "--stop");
    await removeTree(stateDir);
  });

  await app.waitFor("REHEARSAL");
  await app.waitFor(/Hardware +\[/);

  app.type(KEYS.tab);
  await app.waitFor(">Checks");
  await app.waitFor(/Checks .* passed/);

  app.type(KEYS.tab);
  // Below the first row: the page is there, and so is its highlight, not that of the page before.
  await app.waitFor(/>Settings<[\s\S]*DNS servers[\s\S]*Enter type/);
  await fill(app, "Host name", "rack12-edge1");
  app.type("p");
  await approvePlan(app);
  await app.waitFor(/Host name +rack12-edge1/);

  app.type(KEYS.tab);
  await app.waitFor(/>Registration<[\s\S]*Way to register[\s\S]*Enter/);
  await choose(app, "Register this host");
  const pending = await app.waitFor(/Code +[A-Z]{4}-[A-Z]{4}/);
  await approveAsOnAPhone(stateDir, /Code +([A-Z]{4}-[A-Z]{4})/.exec(pending)?.[1] ?? "");
  await app.waitFor("Last report");

  app.type(KEYS.tab);
  await app.waitFor(/>Cluster<[\s\S]*Distribution[\s\S]*Enter/);
  await fill(app, "Cluster name", "rack12");
  await choose(app, "Distribution");
  await app.waitFor(/Distribution +K?k?3s/);
  await fill(app, "Version", practiceVersion("k3s"));
  await fill(app, "Artefacts directory", PRACTICE_ARTEFACTS);
  await choose(app, "Pod network plugin");
  await app.waitFor(/Pod network plugin +flannel/);
  app.type("p");
  await approvePlan(app);

  app.type(KEYS.tab);
  await app.waitFor(/Status .* READY/);
  await app.waitFor("rack12-edge1 (here)    Ready");

  const exported = cli("export");
  assert.equal(exported.status, 0, exported.stderr);
  const path = join(stateDir, "exported.yaml");
  await writeFile(path, exported.stdout);
  const applied = cli("apply", "-f", path);
  assert.equal(applied.status, 0, applied.stdout + applied.stderr);
  assert.match(applied.stdout, /Nothing to do/);
  assert.match(await readFile(join(stateDir, "host.yaml"), "utf8"), /hostname: rack12-edge1/);
});
