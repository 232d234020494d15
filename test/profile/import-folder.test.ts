import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { contentHandlers, findOffers, observeContent } from "../../src/content/index.ts";
import { type HostIO, handlerMap } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import {
  findProfiles,
  PROFILE_HANDLERS,
  packFolder,
  planAnyImport,
  profilesOn,
} from "../../src/profile/index.ts";
import { createStickHost } from "../support/stick-host.ts";
import { METRICS, profileFiles, SHOP } from "./folder.ts";

const { signal } = new AbortController();
const secrets = { read: async () => undefined, matches: () => undefined };
const FROM = "/media/usb/site-base";
const TO = "/opt/bringup/content/site-base";
const SUM = (await packFolder(hostWith(), FROM)).sha256;
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const KEY = Buffer.from(publicKey.export({ type: "spki", format: "pem" })).toString("base64");
const SIGNING = {
  "/oem/.edge_custom_config.yaml": `content:\n  signing:\n    publicKey:\n      base64EncodedValue: ${KEY}\n`,
};

function hostWith(
  changed: Readonly<Record<string, string>> = {},
  others: Readonly<Record<string, string | Uint8Array>> = {},
) {
  const files = { ...profileFiles(FROM, changed), [`${FROM}/notes.txt`]: "mine", ...others };
  return createMemoryHost({ files, diskBytes: 2 ** 31 });
}

async function take(host: HostIO, request: Parameters<typeof planAnyImport>[1]) {
  const { steps, blocked } = await planAnyImport(host, request);
  assert.deepEqual(blocked, []);
  const handlers = handlerMap([...contentHandlers(host.http), ...PROFILE_HANDLERS]);
  for (const { kind, params } of steps)
    await handlers.get(kind)?.run(params, { host, signal, secrets, report: () => {} });
  return steps;
}

const whyBlocked = async (host: HostIO, sha256?: string) => {
  const [first] = (await planAnyImport(host, { from: FROM, sha256 })).blocked;
  return [first?.code, first?.message];
};

test("the folder of a profile is imported as the archive that an export makes: what it names, and nothing else", async () => {
  const host = hostWith();
  const [step] = await take(host, { from: `${FROM}/` });
  assert.deepEqual(await host.files.list(TO), [
    "bringup-content.json",
    "metrics",
    "profile.yaml",
    "shop",
  ]);
  const [content] = await observeContent(host);
  assert.partialDeepStrictEqual(content, { sha256: SUM, from: FROM, provenBy: ["approval"] });
  const [found] = await findProfiles(host);
  assert.deepEqual([found?.name, found?.path, found?.problems], ["site-base", TO, []]);
  assert.equal((await packFolder(host, TO)).sha256, SUM);
  assert.deepEqual(await host.files.list("/opt/bringup/downloads"), [], "nothing is left over");
  const handler = handlerMap(PROFILE_HANDLERS).get("profile.import");
  assert.equal((await handler?.check(step?.params, { host, signal, secrets }))?.is, "done");
});

test("the plan shows the sum of what lies there, and what is changed after that is not taken", async () => {
  const host = hostWith();
  const [step] = (await planAnyImport(host, { from: FROM })).steps;
  const handler = handlerMap(PROFILE_HANDLERS).get("profile.import");
  const preview = await handler?.preview?.(step?.params, { host, signal, secrets });
  assert.deepEqual(
    preview?.flatMap(({ lines }) => lines.map(({ text }) => text)),
    [
      `from ${FROM}`,
      "what its profile.yaml names, and nothing else",
      `sha256 ${SUM}`,
      "as it lies there now: nothing beside it vouches for it",
    ],
  );
  host.put(`${FROM}/shop/shop.yaml`, `${SHOP}\n# more\n`);
  await assert.rejects(
    async () => handler?.run(step?.params, { host, signal, secrets, report: () => {} }),
    { code: "ARTEFACT_CORRUPT", message: `${FROM} is not what was looked at` },
  );
  assert.equal(await host.files.stat(TO), undefined);
});

test("a sum that was given or lies beside the folder is held to", async () => {
  const host = hostWith({}, { [`${FROM}.sha256`]: `${SUM}  site-base\n` });
  await take(host, { from: FROM });
  assert.partialDeepStrictEqual((await observeContent(host))[0], { provenBy: ["sum"] });
  const wrong = "0".repeat(64);
  const corrupt = ["ARTEFACT_CORRUPT", `${FROM} is not what was published`];
  assert.deepEqual(await whyBlocked(hostWith(), wrong), corrupt);
  assert.deepEqual(await whyBlocked(hostWith({}, { [`${FROM}.sha256`]: wrong })), corrupt);
  assert.equal((await whyBlocked(hostWith(), "12"))[0], "USAGE");
});

test("where the image asks for a signature, a folder needs that of its archive", async () => {
  assert.equal((await whyBlocked(hostWith({}, SIGNING)))[0], "CONTENT_UNSIGNED");
  const forged = { ...SIGNING, [`${FROM}.sig`]: sign("sha256", Buffer.from("x"), privateKey) };
  assert.equal((await whyBlocked(hostWith({}, forged)))[0], "CONTENT_UNSIGNED");
  const { text } = await packFolder(hostWith(), FROM);
  const good = { ...SIGNING, [`${FROM}.sig`]: sign("sha256", Buffer.from(text), privateKey) };
  const host = hostWith({}, good);
  await take(host, { from: FROM });
  assert.partialDeepStrictEqual((await observeContent(host))[0], { provenBy: ["signature"] });
});

test("what is no sound profile is refused with its file and line, a folder without one by name", async () => {
  const bad = hostWith({ "shop/shop.yaml": SHOP.replaceAll("var:size", "var:sise") });
  assert.deepEqual(await whyBlocked(bad), [
    "PROFILE_INVALID",
    `${FROM}/shop/shop.yaml:27 sise is no variable of this profile, and 1 more`,
  ]);
  const none = createMemoryHost({ files: { [`${FROM}/x.tar`]: "x" } });
  assert.deepEqual(await whyBlocked(none), [
    "PROFILE_INVALID",
    `${FROM} has no profile.yaml in it`,
  ]);
  const large = hostWith({ "shop/shop.yaml": `${SHOP}${"#".repeat(8 * 1024 * 1024)}` });
  assert.match(String((await whyBlocked(large))[1]), /shop\/shop\.yaml is larger than 8\.\d+ MB/);
});

test("a manifest that is a link is not followed, in the folder or on the way to it", async () => {
  const elsewhere = { "/etc/kubernetes/admin.conf": METRICS };
  const { [`${FROM}/metrics/server.yaml`]: _, ...rest } = profileFiles(FROM);
  const linked = (at: string, to: string) =>
    createMemoryHost({ files: { ...rest, ...elsewhere, [at]: { link: to } } });
  assert.deepEqual(
    await whyBlocked(linked(`${FROM}/metrics/server.yaml`, "/etc/kubernetes/admin.conf")),
    ["PROFILE_INVALID", `${FROM}/metrics/server.yaml is a link`],
  );
});

test("a name that is long or odd gives a folder all the same; one that was asked for is taken as it is or not at all", async () => {
  const { steps } = await planAnyImport(hostWith(), {
    from: `stick:My ✗ stick/${"a".repeat(200)}`,
  });
  assert.partialDeepStrictEqual(steps, [{ params: { name: "a".repeat(100) } }]);
  const odd = await planAnyImport(hostWith(), { from: "stick:Stick of Ada (2)/" });
  assert.partialDeepStrictEqual(odd.steps, [{ params: { name: "Stick-of-Ada-2" } }]);
  const long = await planAnyImport(hostWith(), { from: `/media/${"b".repeat(300)}` });
  assert.partialDeepStrictEqual(long.blocked, [{ code: "USAGE" }]);
  const asked = await planAnyImport(hostWith(), { from: FROM, name: "../up" });
  assert.equal(asked.blocked[0]?.code, "USAGE");
});

test("a folder on a stick is offered with what it calls itself, and taken as it was seen", async () => {
  const { host, sticks } = createStickHost({ SITE: profileFiles("base") });
  const { offers, problems } = await findOffers(host, signal, profilesOn);
  assert.deepEqual(problems, []);
  assert.partialDeepStrictEqual(offers, [
    { from: "stick:SITE/base", proof: [], profile: { name: "site-base", seen: SUM } },
  ]);
  const [offer] = offers;
  assert.ok(offer?.profile !== undefined);
  await take(host, { from: offer.from, ...offer.profile });
  assert.partialDeepStrictEqual((await observeContent(host))[0], { sha256: SUM, from: offer.from });
  const changed = { ...sticks.SITE, "base/shop/shop.yaml": `${SHOP}# x\n` };
  const other = createStickHost({ SITE: changed });
  await assert.rejects(take(other.host, { from: offer.from, ...offer.profile }), {
    code: "ARTEFACT_CORRUPT",
  });
});

test("on a stick a profile with a problem is told, an empty stick too, and nothing unseen is taken", async () => {
  const bad = profileFiles("", { "profile.yaml": "kind: ClusterProfile\n" });
  const { host } = createStickHost({ SITE: bad });
  const { offers, problems } = await findOffers(host, signal, profilesOn);
  assert.deepEqual(offers, []);
  assert.match(problems.join(), /^stick:SITE\/profile\.yaml:1 /);
  const empty = await findOffers(createStickHost({ SITE: {} }).host, signal, profilesOn);
  assert.deepEqual(empty.problems, ["SITE has no archive and no profile on it"]);
  const unseen = createStickHost({ SITE: profileFiles("base") });
  await assert.rejects(take(unseen.host, { from: "stick:SITE/base" }), {
    code: "CONTENT_UNPROVEN",
  });
  await assert.rejects(take(unseen.host, { from: "stick:SITE/none" }), {
    code: "ARTEFACT_MISSING",
    message: "stick:SITE/none is no folder",
  });
});
