import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { standInArtefacts } from "../../src/distributions/k3s/stand-in/artefacts.ts";
import { placeOf, TEST_MACHINE_FILE } from "../../src/distributions/stand-in/place.ts";

const isTestMachine = (path: string) => path === TEST_MACHINE_FILE;
const isNone = () => false;

test("a simulated cluster runs in a sandbox, on a machine there for tests, and nowhere else", () => {
  const shown = (place: ReturnType<typeof placeOf>) => place && [place.root, place.ports];
  assert.deepEqual(shown(placeOf({ BRINGUP_SANDBOX: "/tmp/x" }, isTestMachine)), [
    "/tmp/x",
    "mapped",
  ]);
  assert.deepEqual(shown(placeOf({}, isTestMachine)), ["/", "real"]);
  assert.equal(placeOf({}, isNone), undefined);
  assert.equal(placeOf({ BRINGUP_SANDBOX: "" }, isNone), undefined);
});

test("the program among the practice artefacts refuses to serve on this machine", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "bringup-stand-in-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const artefacts = standInArtefacts({ version: "1.35.3+k3s1", architecture: "amd64" });
  const program = join(folder, "k3s");
  await writeFile(program, artefacts.k3s?.content ?? "");
  await chmod(program, 0o755);
  const { status, stdout, stderr } = spawnSync(program, ["server"], { env: {}, encoding: "utf8" });
  assert.equal(status, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /^simulated: this stand-in runs only where bringup rehearses, or where /);
});
