import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import {
  contentFolders,
  type ImportRequest,
  importHandler,
  observeContent,
  planImport,
} from "../../src/content/index.ts";
import { approveRun, driveRun, handlerMap, makePlan } from "../../src/engine/index.ts";
import { createMemoryHost, type MemoryFile } from "../../src/host/index.ts";
import { archiveOf } from "../contract/host-archives.ts";
import { createTestJournal } from "../support/journal.ts";
import { cutPowerAt, untilCut } from "../support/power-cuts.ts";

const FROM = "/media/stick/core-site7.tar.zst";
const TO = "/opt/bringup/content/core-site7";
const ACTOR = { user: "ada", from: "tty1" };
const ENTRIES = [
  { name: "k3s/k3s", content: "a program", mode: 0o755 },
  { name: "k3s/sha256sum-amd64.txt", content: "sums" },
  { name: "readme", content: "x" },
];
const ARCHIVE = zstdCompressSync(await archiveOf(ENTRIES));
const SUM = createHash("sha256").update(ARCHIVE).digest("hex");
const PROVEN = { [FROM]: ARCHIVE, [`${FROM}.sha256`]: `${SUM}  core-site7.tar.zst\n` };

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const encoded = Buffer.from(publicKey.export({ type: "spki", format: "pem" })).toString("base64");
const KEY = `content:\n  signing:\n    publicKey:\n      base64EncodedValue: ${encoded}\n`;
const SIGNING = "/oem/.edge_custom_config.yaml";
const SIGNATURE = sign("sha256", ARCHIVE, privateKey);

function siteOf(files: Readonly<Record<string, MemoryFile>>) {
  const host = createMemoryHost({ files, diskBytes: 2 ** 31 });
  const journal = createTestJournal();
  const signal = new AbortController().signal;
  const handlers = handlerMap([importHandler]);
  const secrets = { read: async () => undefined, matches: () => undefined };
  const parts = { host, journal, handlers, secrets, onChange: () => {}, random: () => 0.5 };
  const plan = async (request: Partial<ImportRequest> = {}) => {
    const candidate = () => planImport(host, { from: FROM, ...request });
    const goal = { do: "converge" } as const;
    const made = { ...parts, goal, generation: 1, signal, candidate: await candidate() };
    return { plan: await makePlan(made), candidate };
  };
  const run = async (request?: Partial<ImportRequest>) => {
    const planned = await plan(request);
    const approval = { plan: planned.plan, actor: ACTOR, documentText: "" };
    const runId = approveRun(journal, approval);
    return { runId, candidate: planned.candidate, drive: () => drive(runId, planned.candidate) };
  };
  const drive = (runId: string, candidate: () => ReturnType<typeof planImport>) =>
    driveRun({ ...parts, candidate }, runId).settled;
  return { host, journal, plan, run, drive };
}

test("an archive with its sum beside it becomes a folder in which artefacts are found", async () => {
  const { host, plan, run } = siteOf(PROVEN);
  const state = await (await run()).drive();
  assert.equal(state.state, "succeeded", state.message);
  assert.equal(host.text(`${TO}/k3s/k3s`), "a program");
  assert.deepEqual(await contentFolders(host), [TO, `${TO}/k3s`]);
  const [found] = await observeContent(host);
  assert.ok(found?.is === "imported" && found.sha256 === SUM && found.from === FROM);
  assert.deepEqual((await plan()).plan.steps, [], "a second time there is nothing to do");
});

test("what nothing vouches for is not touched, and another sum than the given one neither", async () => {
  const bare = siteOf({ [FROM]: ARCHIVE });
  const [unproven] = (await bare.plan()).plan.blocked;
  assert.equal(unproven?.code, "CONTENT_UNPROVEN");
  const { host, run } = bare;
  const state = await (await run({ sha256: "0".repeat(64) })).drive();
  assert.match(state.message, /core-site7\.tar\.zst is not what was published/);
  assert.equal(await host.files.stat(TO), undefined);
  const [malformed] = (await bare.plan({ sha256: "12" })).plan.blocked;
  assert.equal(malformed?.code, "USAGE");
});

test("where the image asks for a signature, a sum alone is not enough, and a forged one neither", async () => {
  const unsigned = siteOf({ ...PROVEN, [SIGNING]: KEY });
  assert.equal((await unsigned.plan()).plan.blocked[0]?.code, "CONTENT_UNSIGNED");
  const forged = sign("sha256", Buffer.from("another"), privateKey);
  const wrong = siteOf({ ...PROVEN, [SIGNING]: KEY, [`${FROM}.sig`]: forged });
  const refused = await (await wrong.run()).drive();
  assert.match(refused.message, /was not signed by the key of this host/);
  assert.equal(await wrong.host.files.stat(TO), undefined);
  for (const signature of [SIGNATURE, SIGNATURE.toString("base64")]) {
    const signed = siteOf({ [FROM]: ARCHIVE, [SIGNING]: KEY, [`${FROM}.sig`]: signature });
    assert.equal((await (await signed.run()).drive()).state, "succeeded");
  }
});

test("a key of the image that cannot be read is not the same as none", async () => {
  for (const text of [
    "content: [",
    "content:\n  signing: 3\n",
    "content:\n  signing:\n    publicKey:\n      base64EncodedValue: bm8ga2V5\n",
  ]) {
    const { plan } = siteOf({ ...PROVEN, [SIGNING]: text });
    assert.equal((await plan()).plan.blocked[0]?.code, "CONTENT_KEY_INVALID", text);
  }
});

test("a content of that name that is there already is never written over", async () => {
  const { plan } = siteOf({ ...PROVEN, [`${TO}/mine`]: "x" });
  assert.match((await plan()).plan.blocked[0]?.message ?? "", /was not imported/);
  const record = JSON.stringify({ sha256: "1".repeat(64), from: "x", importedMs: 1 });
  const other = siteOf({ ...PROVEN, [`${TO}/bringup-content.json`]: record });
  assert.match((await other.plan()).plan.blocked[0]?.message ?? "", /holds another content/);
  assert.deepEqual((await other.plan({ name: "second" })).plan.blocked, []);
  assert.equal((await other.plan({ name: "../up" })).plan.blocked[0]?.code, "USAGE");
});

test("wherever the power goes while it is imported, it is there as a whole in the end", async () => {
  for (let cutAt = 1; ; cutAt++) {
    const { host, journal, run, drive } = siteOf(PROVEN);
    const { runId, candidate } = await run();
    const counted = cutPowerAt(cutAt, { host, journal });
    if ((await untilCut(() => drive(runId, candidate))) !== "cut")
      return assert.ok(counted.points > 5 && counted.points < cutAt);
    host.powerCut();
    journal.powerOn();
    await host.boot();
    if (journal.openRun() !== undefined) await drive(runId, candidate);
    assert.equal(host.text(`${TO}/k3s/k3s`), "a program", `cut at ${cutAt}`);
  }
});
