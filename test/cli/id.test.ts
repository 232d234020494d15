import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import jsqr from "jsqr";
import { createCliBench } from "../support/cli-world.ts";
import { loadMachine } from "../support/machines.ts";

const ID = "edge-6f3a22c017e011ee80003cecefaabbcc";
const SHOWN = "edge-6f3a-22c0-17e0-11ee-8000-3cec-efaa-bbcc /8C";

test("the ID is told alone on standard output, and with groups, check characters and origin beside it", async () => {
  const { host } = loadMachine("amd64-server");
  const { exitCode, stdout, stderr } = await createCliBench({ host }).run("id");
  assert.deepEqual([exitCode, stdout], [0, `${ID}\n`]);
  assert.match(stderr, new RegExp(`^${SHOWN}   from DMI product UUID$`, "m"));
});

test("as JSON it is one object", async () => {
  const { host } = loadMachine("amd64-server");
  const { stdout } = await createCliBench({ host }).run("id", "--json");
  const origin = "from DMI product UUID";
  assert.deepEqual(JSON.parse(stdout), { is: "chosen", id: ID, shown: SHOWN, origin });
});

test("as a QR code it is read by a decoder; where nobody can scan it, it is not drawn", async () => {
  const { host } = loadMachine("amd64-server");
  const piped = await createCliBench({ host }).run("id", "--qr");
  assert.equal(piped.stdout, `${ID}\n`);
  const { stdout } = await createCliBench({ host, isTty: true, columns: 100 }).run("id", "--qr");
  const rows = stdout.split("\n").filter((line) => line.includes("\u001b[7m"));
  const picture = rows.map(modulesOf);
  assert.equal(read(picture), ID);
});

const REVERSE_OR_NOT = new RegExp(`(${"\u001b"}\\[2?7m)`);

/** Light is reversed; a module is two blanks wide. */
function modulesOf(line: string): readonly boolean[] {
  const modules: boolean[] = [];
  let isDark = true;
  for (const part of line.split(REVERSE_OR_NOT)) {
    if (part.startsWith("\u001b")) isDark = part === "\u001b[27m";
    else for (let at = 0; at < part.length; at += 2) modules.push(isDark);
  }
  return modules;
}

function read(picture: readonly (readonly boolean[])[]): string | undefined {
  const SCALE = 4;
  const [wide, high] = [(picture[0]?.length ?? 0) * SCALE, picture.length * SCALE];
  const pixels = new Uint8ClampedArray(wide * high * 4).fill(255);
  for (let at = 0; at < wide * high; at++) {
    const [x, y] = [Math.floor((at % wide) / SCALE), Math.floor(at / wide / SCALE)];
    if (picture[y]?.[x] === true) pixels.fill(0, at * 4, at * 4 + 3);
  }
  return (jsqr.default ?? jsqr)(pixels, wide, high)?.data;
}

test("before an agent was ever started, what the document says of the ID counts", async (t) => {
  const { host } = loadMachine("amd64-server");
  const stateDir = mkdtempSync(join(tmpdir(), "bringup-id-"));
  t.after(() => rmSync(stateDir, { recursive: true }));
  const write = (path: string, identity: string) =>
    writeFileSync(join(stateDir, path), `${HEAD}spec:\n  identity: ${identity}\n`);
  const told = async () => {
    const { exitCode, stdout, stderr } = await createCliBench({ host }).run(
      ...["id", "--state-dir", stateDir],
    );
    return { exitCode, stdout, origin: stderr.split("   ").at(-1)?.trim() };
  };
  mkdirSync(join(stateDir, "layers"));
  write("layers/site.yaml", "{ prefix: shop }");
  assert.equal((await told()).stdout, "shop-6f3a22c017e011ee80003cecefaabbcc\n");
  write("host.yaml", "{ id: rack-12 }");
  assert.deepEqual(await told(), { exitCode: 0, stdout: "rack-12\n", origin: "from the document" });
  write("layers/site.yaml", "{ prefix: [] }");
  const broken = await createCliBench({ host }).run("id", "--state-dir", stateDir);
  assert.equal(broken.exitCode, 2);
  assert.match(broken.stderr, /site\.yaml:4:/);
});

const HEAD = "apiVersion: bringup/v1alpha1\nkind: EdgeHost\n";
