import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { openEngine } from "../../src/agent/index.ts";
import { openHost } from "../../src/agent/open-host.ts";
import type { Call } from "../../src/cli/command.ts";
import { convergeAtBoot } from "../../src/cli/converge-at-boot.ts";
import { renderCall } from "../../src/kairos/index.ts";
import { fileEnsure } from "../../src/steps/index.ts";

const FORGOTTEN = "/etc/default/example";
const RECORD = "/var/lib/rancher/example.json";
const STEP = fileEnsure({ id: "example.file", path: FORGOTTEN, template: "wanted\n" });
const AGAIN = { version: 1, cluster: "rack12", commit: RECORD, steps: [STEP] };

const ACTIVE: Readonly<Record<string, string>> = {
  "/etc/os-release": "ID=kairos\n",
  "/run/cos/active_mode": "1",
  "/usr/local/bringup/boot-steps.json": JSON.stringify(AGAIN),
  "/usr/local/cloud-config/90_bringup_boot.yaml": renderCall(),
  [RECORD]: '{"cluster":"rack12","caSha256":"x"}\n',
};

interface Machine {
  readonly root: string;
  readonly said: readonly string[];
  converge(): Promise<number>;
  text(path: string): Promise<string | undefined>;
}

async function machine(t: TestContext, files: Readonly<Record<string, string>>): Promise<Machine> {
  const root = await mkdtemp(join(tmpdir(), "bringup-boot-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const said: string[] = [];
  return {
    root,
    said,
    converge: () => convergeAtBoot(callOn(root, said)),
    text: (path) => readFile(join(root, path), "utf8").catch(() => undefined),
  };
}

/** As `bin` makes one, with what is printed at hand. */
function callOn(root: string, said: string[]): Call {
  const actor = { user: "root", from: "test" };
  const { signal } = new AbortController();
  const world = {
    signal,
    openEngine: () => openEngine({ root, actor, version: "1", onlyWhenAsked: true }),
  };
  const out = {
    json: false,
    width: 80,
    readerGone: signal,
    line: (text = "") => void said.push(text),
    object: () => {},
    raw: () => {},
    note: () => {},
    mark: () => "[ -- ]",
  };
  const nothing = { text: () => undefined, texts: () => [], flag: () => false };
  return {
    ...{ world, out, choice: { rehearse: false, root }, args: [] },
    ...nothing,
  } as unknown as Call;
}

test("without an agent a start writes in this process what the host forgot, once, and begins nothing else", async (t) => {
  const host = await machine(t, ACTIVE);
  assert.equal(await host.converge(), 0);
  assert.equal(await host.text(FORGOTTEN), "wanted\n");
  assert.equal(await host.converge(), 0);
  assert.equal(host.said.at(-1), "Nothing to do.");
});

test("a start waits until whoever is just coming up lets go of the host", async (t) => {
  const host = await machine(t, ACTIVE);
  const other = await openHost({ root: host.root, version: "1" });
  const converged = host.converge();
  let isOver = false;
  void converged.then(() => {
    isOver = true;
  });
  for (let turn = 0; turn < 5; turn += 1) await new Promise((next) => setImmediate(next));
  assert.equal(isOver, false);
  assert.equal(await host.text(FORGOTTEN), undefined);
  await other.close();
  assert.equal(await converged, 0);
  assert.equal(await host.text(FORGOTTEN), "wanted\n");
});

test("in the recovery system a start changes nothing, says so, and is no failure", async (t) => {
  const host = await machine(t, { ...ACTIVE, "/run/cos/recovery_mode": "1" });
  assert.equal(await host.converge(), 0);
  assert.equal(await host.text(FORGOTTEN), undefined);
  assert.match(host.said.join("\n"), /recovery system .*only looked at/s);
});

test("on a host that forgets nothing there is nothing to do", async (t) => {
  const host = await machine(t, { ...ACTIVE, "/etc/os-release": "ID=debian\n" });
  assert.equal(await host.converge(), 0);
  assert.equal(await host.text(FORGOTTEN), undefined);
  assert.match(host.said.join("\n"), /forgets\s+nothing/);
});
