// A machine in a folder that cannot be written everywhere, or lacks a program: nothing is left half done.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { approveRun, driveRun, handlerMap, makePlan } from "../../../src/engine/index.ts";
import { createRootHost } from "../../../src/host/index.ts";
import { networkTryHandler } from "../../../src/network/try/handler.ts";
import { networkTry } from "../../../src/network/try/step.ts";
import { createTestJournal } from "../../support/journal.ts";
import { candidateOf } from "../../support/steps.ts";

const FOLDER = "/var/lib/bringup/network-try";
const LAN = "/etc/network/lan.conf";

/** Stand-ins at the command boundary: what shows the kernel, and a daemon that reads its file. */
const FILES: Readonly<Record<string, string>> = {
  "/usr/sbin/ip": `#!/bin/sh
case "$*" in
  -j*) echo '[]' ;;
  *"addr show"*) printf '2: eth0    inet %s scope global eth0\\n' "$(cat "\${0%/usr/sbin/ip}/proc/state")" ;;
esac
`,
  "/usr/bin/netd": `#!/bin/sh
root=\${0%/usr/bin/netd}
cat "$root${LAN}" >"$root/proc/state"
`,
  [LAN]: "10.0.0.2/24",
  "/proc/state": "10.0.0.2/24",
  "/run/systemd/system/.keep": "",
};

/** With one folder read-only; `undefined` where mounting is not allowed. */
function makeMachine(t: TestContext, readOnly?: string): string | undefined {
  const root = mkdtempSync(join(tmpdir(), "bringup-unwritable-"));
  const mounted = readOnly === undefined ? undefined : join(root, readOnly);
  t.after(() => {
    if (mounted !== undefined) spawnSync("umount", ["-l", mounted], { stdio: "ignore" });
    rmSync(root, { recursive: true, force: true });
  });
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: path.startsWith("/usr") ? 0o755 : 0o640 });
  }
  for (const path of ["/var/lib", "/etc/systemd/system"])
    mkdirSync(join(root, path), { recursive: true });
  if (mounted === undefined) return root;
  const mount = (...args: readonly string[]) =>
    spawnSync("mount", [...args, mounted], { stdio: "ignore" }).status === 0;
  return mount("--bind", mounted) && mount("-o", "remount,bind,ro") ? root : undefined;
}

/** Everything below /etc, and what the kernel has. */
function stateOf(root: string): Readonly<Record<string, string>> {
  const files = readdirSync(join(root, "/etc"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const all = [join(root, "/proc/state"), ...files];
  return Object.fromEntries(all.map((path) => [path, readFileSync(path, "utf8")]));
}

async function tryOut(root: string) {
  const step = networkTry({
    id: "network.eth0",
    title: "eth0",
    change: {
      driver: "systemd-networkd",
      files: [{ path: LAN, content: "10.0.0.9/24", mode: 0o640 }],
      apply: [["netd", "reload"]],
      revert: [["netd", "reload"]],
      links: ["eth0"],
      creates: [],
    },
    folder: FOLDER,
  });
  const host = createRootHost({
    ...{ root, services: "processes", allowExec: true },
    passthrough: ["/proc/uptime"],
  });
  const { signal } = new AbortController();
  const candidate = candidateOf(step);
  const parts = {
    host,
    handlers: handlerMap([networkTryHandler({ prove: async () => [] })]),
    secrets: { read: async () => undefined, matches: () => undefined },
  };
  const goal = { do: "converge" } as const;
  const plan = await makePlan({ ...parts, goal, generation: 1, candidate, signal });
  const journal = createTestJournal();
  const actor = { user: "ada", from: "tty1" };
  const runId = approveRun(journal, { plan, actor, documentText: "" });
  const more = { candidate: async () => candidate, onChange: () => undefined, random: () => 0 };
  const end = await driveRun({ ...parts, ...more, journal }, runId).settled;
  return { code: end.steps[0]?.error?.code, message: end.message };
}

describe("a change of the network", { concurrency: 4 }, () => {
  for (const { what, folder, says } of [
    {
      what: "where the settings of the system are read-only",
      folder: "/etc",
      says: /nothing was changed: \/etc\/systemd\/system\/\S+: the file system is read-only/,
    },
    {
      what: "where nothing can be kept for the way back",
      folder: "/var",
      says: /nothing was changed: \/var\/lib\/bringup\S*: the file system is read-only/,
    },
  ]) {
    test(`${what} is not tried, and nothing is left of it`, async (t) => {
      const root = makeMachine(t, folder);
      if (root === undefined) return t.skip("mounting is not allowed here");
      const first = stateOf(root);
      const { code, message } = await tryOut(root);
      assert.equal(code, "NETWORK_NOT_TRIED");
      assert.match(message, says);
      assert.deepEqual(stateOf(root), first);
      assert.deepEqual(readdirSync(join(root, "/var/lib")), folder === "/var" ? [] : ["bringup"]);
    });
  }

  test("whose own file turns out to be read-only leaves all as before, and says which", async (t) => {
    const root = makeMachine(t, dirname(LAN));
    if (root === undefined) return t.skip("mounting is not allowed here");
    const first = stateOf(root);
    const { code, message } = await tryOut(root);
    assert.equal(code, "NETWORK_REVERTED");
    assert.match(
      message,
      /lan\.conf: the file system is read-only; the host is as before, read back/,
    );
    assert.deepEqual(stateOf(root), first);
  });

  test("whose program is not there leaves all as before, and names the program", async (t) => {
    const root = makeMachine(t);
    assert.ok(root);
    rmSync(join(root, "/usr/bin/netd"));
    const first = stateOf(root);
    const { code, message } = await tryOut(root);
    assert.equal(code, "NETWORK_REVERTED");
    assert.match(message, /netd reload: netd is not installed; the host is as before, read back/);
    assert.deepEqual(stateOf(root), first);
  });
});
