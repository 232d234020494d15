import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { answerOnSticks, writeToStick } from "../../src/airgap/index.ts";
import { BringupError } from "../../src/errors/index.ts";
import { createMemoryHost, exited } from "../../src/host/index.ts";
import { realStick } from "../support/real-stick.ts";

const { signal } = new AbortController();
const REQUEST = { name: "bringup-request-edge-1.json", text: "{}" };
const ANSWER = "bringup-answer-edge-1.json";

function stick(name: string, label: string) {
  const part = { name: `${name}1`, "maj:min": "8:17", type: "part", size: 8e9, rm: true };
  const drive = { name, "maj:min": "8:16", type: "disk", size: 8e9, rm: true, tran: "usb" };
  return { ...drive, children: [{ ...part, fstype: "vfat", label }] };
}

type Contents = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A machine with these sticks plugged in; what is written to one is seen before it is let go. */
function withSticks(contents: Contents) {
  const written: Record<string, string> = {};
  const sticks = Object.keys(contents).map((label, index) => stick(`sd${"bcd"[index]}`, label));
  const host = createMemoryHost({
    commands: {
      lsblk: () => exited(JSON.stringify({ blockdevices: sticks })),
      async mount({ argv, host: machine }) {
        const label = Object.keys(contents)["bcd".indexOf(argv.at(-1)?.at(-2) ?? "")] ?? "";
        for (const [name, text] of Object.entries(contents[label] ?? {}))
          machine.put(`${argv.at(-1)}/${name}`, text);
        return exited("");
      },
      async umount({ argv, host: machine }) {
        const folder = argv.at(-1) ?? "";
        for (const name of (await machine.files.list(folder)) ?? [])
          written[name] = (await machine.files.readText(`${folder}/${name}`)) ?? "";
        await machine.files.removeTree(folder);
        return exited("");
      },
    },
  });
  const mounts = () =>
    host.calls.filter(([name]) => name === "mount").map((argv) => argv.join(" "));
  return { host, written, mounts };
}

async function refusal(outcome: Promise<unknown>): Promise<string> {
  const thrown = await outcome.then(
    () => assert.fail("it was taken"),
    (reason: unknown) => reason,
  );
  assert.ok(thrown instanceof BringupError, String(thrown));
  return thrown.message;
}

test("a request is put on the stick, which is then let go", async () => {
  const { host, written, mounts } = withSticks({ SITE: {} });
  assert.equal(await writeToStick(REQUEST, { host, signal }), "SITE");
  assert.equal(written[REQUEST.name], REQUEST.text);
  assert.equal(
    mounts().at(-1),
    "mount -t vfat -o rw,nosuid,nodev,noexec /dev/sdb1 /run/bringup/sticks/sdb1",
  );
  assert.deepEqual(host.paths(), []);
});

test("with two sticks plugged in nothing is written to either", async () => {
  const { host, written, mounts } = withSticks({ SITE: {}, PHOTOS: {} });
  assert.match(await refusal(writeToStick(REQUEST, { host, signal })), /2 sticks are plugged in/);
  assert.deepEqual(written, {});
  assert.equal(
    mounts().some((line) => / rw,/.test(line)),
    false,
  );
});

test("the answer for this host is found among those for others, and read only", async () => {
  const others = { "bringup-answer-edge-2.json": "no", "letter.txt": "no" };
  const { host, mounts } = withSticks({ PHOTOS: {}, SITE: { ...others, [ANSWER]: "yes" } });
  assert.deepEqual(await answerOnSticks("edge-1", { host, signal }), { text: "yes", on: "SITE" });
  assert.equal(
    mounts().every((line) => / ro,/.test(line)),
    true,
  );
});

const MISSING: readonly (readonly [string, Contents, RegExp])[] = [
  ["no stick at all", {}, /no USB stick with a file system is plugged in/],
  ["a stick without any answer", { SITE: {} }, /no bringup-answer-edge-1\.json on SITE/],
  [
    "answers for other hosts only",
    { SITE: { "bringup-answer-edge-2.json": "", "bringup-answer-edge-3.json": "" } },
    /SITE has 2 answers for other hosts, and none for edge-1/,
  ],
  ["two answers for this host", { A: { [ANSWER]: "" }, B: { [ANSWER]: "" } }, /on A and B/],
  ["an answer without end", { SITE: { [ANSWER]: "x".repeat(600_000) } }, /larger than any such/],
];
for (const [what, contents, words] of MISSING) {
  test(`${what}: it is said which`, async () => {
    const { host } = withSticks(contents);
    assert.match(await refusal(answerOnSticks("edge-1", { host, signal })), words);
  });
}

test("on a real file system the request is there after the stick was let go, and a link leads nowhere", async (t) => {
  const stick = realStick(t, (tree) => symlinkSync("/etc/passwd", join(tree, ANSWER)));
  if (stick === undefined) return t.skip("NOT TESTED HERE: loop devices need root");
  const { device, name, host } = stick;
  assert.equal(await writeToStick(REQUEST, { host, signal }), name);
  const seen = execFileSync("debugfs", ["-R", `cat /${REQUEST.name}`, device], { stdio: "pipe" });
  assert.equal(seen.toString(), REQUEST.text);
  assert.match(await refusal(answerOnSticks("edge-1", { host, signal })), /it is a link/);
  assert.ok(!readFileSync("/proc/self/mountinfo", "utf8").includes("/run/bringup/sticks"));
});
