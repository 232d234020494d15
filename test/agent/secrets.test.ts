import assert from "node:assert/strict";
import { type ChildProcess, execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { BUNDLE, createAgentBench, killed } from "../support/agent-process.ts";
import { PRACTICE_DOCUMENT } from "../support/practice-document.ts";
import { untilSo } from "../support/rehearsal.ts";
import { removeTree } from "../support/remove-tree.ts";

/** Values found nowhere else. */
const PLANTED = {
  proxy: "planted-Proxy#7431/pass",
  registry: "planted-Registry@5520:word",
} as const;
const TOKEN = "planted-join-token-9917";
const ALL = [...Object.values(PLANTED), TOKEN].flatMap(formsOf);
const OF_NO_SERVICE = [PLANTED.registry, TOKEN].flatMap(formsOf);

/** As it is, in a URL, and in base64 whatever follows it. */
function formsOf(value: string): readonly string[] {
  const base64 = Buffer.from(value.slice(0, value.length - (value.length % 3))).toString("base64");
  return [value, encodeURIComponent(value), base64];
}

const DOCUMENT = PRACTICE_DOCUMENT.replace(
  "  cluster:",
  `  proxy:
    https: http://192.0.2.9:3128
    username: edge
    password: { secret: proxy }
  cluster:
    registries:
      - host: registry.example
        endpoints: ["https://192.0.2.10"]
        username: puller
        password: { secret: registry }`,
);

/** Files that are meant to hold a secret: what the host's own programs read, for root alone. */
async function holders(root: string, folder = ""): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await holders(root, path)));
    else if (entry.isFile()) {
      const text = await readFile(join(root, path), "latin1").catch(() => "");
      if (ALL.some((value) => text.includes(value))) found.push(path);
    }
  }
  return found.sort();
}

/**
 * Command line and environment of every process. A service has the proxy in its environment, from its
 * file for root alone, because that is how it is told; nothing of ours has, and no command line.
 */
async function processesWithSecrets(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    for (const file of ["cmdline", "environ"]) {
      const text = await readFile(`/proc/${pid}/${file}`, "latin1").catch(() => "");
      const isService = file === "environ" && text.includes("BRINGUP_SANDBOX=");
      const told = isService ? OF_NO_SERVICE : ALL;
      if (told.some((value) => text.includes(value))) found.push(`${file}: ${text}`);
    }
  }
  return found;
}

interface Printed {
  readonly exitCode: number | null;
  readonly text: string;
}

async function planted(t: TestContext) {
  const children: ChildProcess[] = [];
  // First of all: a console would start its agent again.
  t.after(() => Promise.all(children.map(killed)));
  const bench = await createAgentBench(t, "0.2");
  await bench.start();
  const dir = await mkdtemp(join(tmpdir(), "bringup-given-"));
  t.after(() => removeTree(dir));
  const given = async (name: string, text: string) => {
    await writeFile(join(dir, name), text, { mode: 0o600 });
    return join(dir, name);
  };
  const run = (...args: readonly string[]): Promise<Printed> => {
    const all = [BUNDLE, ...args, "--rehearse", "--state-dir", bench.stateDir];
    return new Promise((resolve) => {
      const child = execFile(process.execPath, all, (_error, stdout, stderr) =>
        resolve({ exitCode: child.exitCode, text: stdout + stderr }),
      );
      children.push(child);
    });
  };
  const secrets: string[] = [];
  for (const [name, value] of Object.entries(PLANTED))
    secrets.push("--secret-file", `${name}=${await given(name, `${value}\n`)}`);
  return { bench, given, run, secrets };
}

test("planted secrets are nowhere but where the host's programs need them, for root alone", async (t) => {
  const { bench, given, run, secrets } = await planted(t);
  const document = await given("host.yaml", DOCUMENT);
  const watcher = await bench.connect("grace");
  const printed: Printed[] = [await run("plan", "-f", document, ...secrets, "--json")];
  assert.equal(printed[0]?.exitCode, 0, printed[0]?.text);
  assert.deepEqual(await holders(bench.stateDir), [], "a plan stores nothing");

  const applying = run("apply", "-f", document, ...secrets, "--yes", "--json");
  await untilSo(watcher, "the service to be started", ({ run: now }) =>
    Boolean(now?.steps.some(({ mark, state }) => mark === "SERVICE UP" && state === "done")),
  );
  assert.deepEqual(await processesWithSecrets(), []);
  const during = (await holders(bench.stateDir)).filter((path) => path.startsWith("secrets/"));
  assert.deepEqual(during, ["secrets/proxy", "secrets/registry"]);
  printed.push(await applying);
  assert.equal(printed[1]?.exitCode, 0, printed[1]?.text);
  printed.push(await run("register", "--method", "token", "--token-file", await given("t", TOKEN)));

  for (const args of [
    ["log", "--json"],
    ["run", "list", "--json"],
    ["status", "--json"],
    ["export"],
  ])
    printed.push(await run(...args));
  printed.push({ exitCode: 0, text: JSON.stringify(watcher.snapshot()) });
  for (const { text } of printed)
    for (const value of ALL) assert.equal(text.includes(value), false, `printed: ${value}`);

  const after = await holders(bench.stateDir);
  for (const path of after) {
    const { mode } = await stat(join(bench.stateDir, path));
    assert.equal(mode & 0o077, 0, `${path} can be read by others`);
  }
  assert.deepEqual(
    after.filter((path) => !path.startsWith("sandbox/etc/")),
    [],
    `found in ${after.join(", ")}`,
  );
  assert.ok(after.length > 0, "the files that need them have them");
});
