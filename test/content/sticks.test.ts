import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import {
  contentHandlers,
  findOffers,
  observeContent,
  planImport,
  planRemoval,
} from "../../src/content/index.ts";
import { type HostIO, handlerMap } from "../../src/engine/index.ts";
import { createMemoryHost, exited } from "../../src/host/index.ts";
import type { EdgeHost } from "../../src/spec/index.ts";
import { archiveOf } from "../contract/host-archives.ts";

const signal = new AbortController().signal;
const secrets = { read: async () => undefined, matches: () => undefined };
const ARCHIVE = zstdCompressSync(await archiveOf([{ name: "k3s/k3s", content: "a program" }]));
const SUM = createHash("sha256").update(ARCHIVE).digest("hex");
const DEVICE = { name: "sdb1", "maj:min": "8:17", type: "part", size: 8e9, rm: true };
const STICK = { ...DEVICE, name: "sdb", type: "disk", tran: "usb" };

/** A machine with one stick, whose files are there while it is mounted. */
function withStick(files: Readonly<Record<string, string | Uint8Array>>) {
  const partition = { ...DEVICE, fstype: "vfat", label: "SITE" };
  const listed = JSON.stringify({ blockdevices: [{ ...STICK, children: [partition] }] });
  return createMemoryHost({
    diskBytes: 2 ** 31,
    commands: {
      lsblk: () => exited(listed),
      async mount({ argv, host }) {
        for (const [path, content] of Object.entries(files))
          await host.files.writeAtomic(
            `${argv.at(-1)}/${path}`,
            typeof content === "string" ? content : new Uint8Array(content),
            { mode: 0o644 },
          );
        return exited("");
      },
      async umount({ argv, host }) {
        await host.files.removeTree(argv.at(-1) ?? "");
        return exited("");
      },
    },
  });
}

const importer = (host: HostIO) => handlerMap(contentHandlers(host.http)).get("content.import");

test("archives on a stick are offered with their size and what vouches for them; the stick is let go", async () => {
  const host = withStick({
    "core.tar.zst": ARCHIVE,
    "core.tar.zst.sha256": SUM,
    "more/images.tar": "x",
    "more/images.tar.sig": "s",
    "notes.txt": "no",
  });
  assert.deepEqual(await findOffers(host, signal), {
    offers: [
      { from: "stick:SITE/core.tar.zst", sizeBytes: ARCHIVE.length, proof: ["sum"] },
      { from: "stick:SITE/more/images.tar", sizeBytes: 1, proof: ["signature"] },
    ],
    problems: [],
  });
  assert.equal(await host.files.stat("/run/bringup/sticks/sdb1"), undefined);
});

test("an archive is proven and unpacked from the stick itself, without a copy", async () => {
  const host = withStick({ "core.tar.zst": ARCHIVE, "core.tar.zst.sha256": SUM });
  const { steps, blocked } = await planImport(host, { from: "stick:SITE/core.tar.zst" });
  assert.deepEqual(blocked, []);
  const importing = importer(host);
  for (const step of steps)
    await importing?.run(step.params, { host, signal, secrets, report: () => {} });
  const [found] = await observeContent(host);
  assert.ok(found?.is === "imported");
  assert.deepEqual(
    [found.name, found.from, found.sha256, found.provenBy],
    ["core", "stick:SITE/core.tar.zst", SUM, ["sum"]],
  );
  assert.equal(host.text("/opt/bringup/content/core/k3s/k3s"), "a program");
  assert.equal(await host.files.stat("/run/bringup/sticks/sdb1"), undefined);
  const [step] = steps;
  assert.equal((await importing?.check(step?.params, { host, signal, secrets }))?.is, "done");
});

test("a stick that is not there, an unproven archive and one that leads elsewhere bring nothing", async () => {
  const host = withStick({ "core.tar.zst": ARCHIVE });
  const run = async (from: string) => {
    const { steps } = await planImport(host, { from });
    await importer(host)?.run(steps[0]?.params, { host, signal, secrets, report: () => {} });
  };
  await assert.rejects(run("stick:OTHER/core.tar.zst"), /there is no stick OTHER/);
  await assert.rejects(run("stick:SITE/core.tar.zst"), /nothing says what/);
  assert.deepEqual(await observeContent(host), []);
  const { blocked } = await planImport(host, { from: "stick:SITE/../../etc/x.tar" });
  assert.equal(blocked[0]?.code, "USAGE");
});

test("what the document names is not removed, and what was not imported neither", async () => {
  const marker = JSON.stringify({ sha256: SUM, from: "/x.tar", importedMs: 1 });
  const host = createMemoryHost({
    files: {
      "/opt/bringup/content/core/bringup-content.json": marker,
      "/opt/bringup/content/other/file": "x",
    },
  });
  const document = (artefacts: string): EdgeHost => ({
    apiVersion: "bringup/v1alpha1",
    kind: "EdgeHost",
    spec: { cluster: { name: "a", distribution: "k3s", version: "1.35.3", artefacts } },
  });
  const codes = async (name: string, artefacts: string) => {
    const { steps, blocked } = await planRemoval(host, document(artefacts), name);
    return [...steps.map(({ kind }) => kind), ...blocked.map(({ code }) => code)];
  };
  assert.deepEqual(await codes("core", "/opt/bringup/content/core/k3s"), ["CONTENT_IN_USE"]);
  assert.deepEqual(await codes("core", "/opt/bringup/content/core"), ["CONTENT_IN_USE"]);
  assert.deepEqual(await codes("core", "/opt/bringup/content/core-2"), ["content.remove"]);
  const applied = document("/srv");
  const profile = { path: "/opt/bringup/content/core/site" };
  const { blocked } = await planRemoval(
    host,
    { ...applied, spec: { cluster: { ...applied.spec.cluster, profile } as never } },
    "core",
  );
  assert.partialDeepStrictEqual(blocked, [
    { code: "CONTENT_IN_USE", message: "cluster.profile.path is /opt/bringup/content/core/site" },
  ]);
  assert.deepEqual(await codes("none", "/srv"), []);
  assert.deepEqual(await codes("../etc", "/srv"), ["USAGE"]);
});
