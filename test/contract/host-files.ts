import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { BringupError } from "../../src/errors/index.ts";
import type { HostTraits } from "./host.ts";

export function filesContract({ name, make }: HostTraits): void {
  test(`${name}: a written file is there as written, with its mode and its new folders`, async (t) => {
    const { host, folder } = await make(t);
    const path = `${folder}/etc/deep/file.yaml`;
    await host.files.writeAtomic(path, "a: grün\n", { mode: 0o640 });
    assert.equal(await host.files.readText(path), "a: grün\n");
    assert.deepEqual(await host.files.read(path), new TextEncoder().encode("a: grün\n"));
    const { kind, sizeBytes, mode } = (await host.files.stat(path)) ?? {};
    assert.deepEqual({ kind, sizeBytes, mode }, { kind: "file", sizeBytes: 9, mode: 0o640 });
    const parent = await host.files.stat(`${folder}/etc`);
    assert.deepEqual([parent?.kind, parent?.mode], ["directory", 0o755]);
    assert.deepEqual(await host.files.list(`${folder}/etc/deep`), ["file.yaml"]);
  });

  test(`${name}: rewriting replaces content and mode, and leaves no other file behind`, async (t) => {
    const { host, folder } = await make(t);
    const path = `${folder}/file`;
    await host.files.writeAtomic(path, "a longer first version", { mode: 0o644 });
    const before = await host.files.stat(path);
    await host.files.writeAtomic(path, new Uint8Array([1, 2]), { mode: 0o600 });
    const after = await host.files.stat(path);
    assert.deepEqual(await host.files.read(path), new Uint8Array([1, 2]));
    assert.equal(after?.mode, 0o600);
    assert.notEqual(after?.inode, before?.inode);
    assert.deepEqual(await host.files.list(folder), ["file"]);
  });

  test(`${name}: what is absent is undefined, not an error`, async (t) => {
    const { host, folder } = await make(t);
    await host.files.writeAtomic(`${folder}/file`, "x", { mode: 0o644 });
    for (const path of [`${folder}/none`, `${folder}/file/below`, `${folder}/no/such`]) {
      assert.equal(await host.files.read(path), undefined);
      assert.equal(await host.files.readText(path), undefined);
      assert.equal(await host.files.list(path), undefined);
      assert.equal(await host.files.stat(path), undefined);
      assert.equal(await host.files.readLink(path), undefined);
      assert.equal(await host.files.sha256(path), undefined);
      await host.files.remove(path);
      await host.files.removeTree(path);
    }
    assert.equal(await host.files.list(`${folder}/file`), undefined);
    assert.equal(await host.files.readText(`${folder}/file`), "x");
  });

  test(`${name}: a directory cannot be read as a file, and says so`, async (t) => {
    const { host, folder } = await make(t);
    await assert.rejects(host.files.read(folder), isCode("FILE_UNREADABLE"));
  });

  test(`${name}: a file where a folder is needed is unwritable, and stays`, async (t) => {
    const { host, folder } = await make(t);
    await host.files.writeAtomic(`${folder}/file`, "x", { mode: 0o644 });
    const write = host.files.writeAtomic(`${folder}/file/below`, "y", { mode: 0o644 });
    await assert.rejects(write, isCode("FILE_UNWRITABLE"));
    const make2 = host.files.makeDirectory(`${folder}/file`, { mode: 0o755 });
    await assert.rejects(make2, isCode("FILE_UNWRITABLE"));
    assert.equal(await host.files.readText(`${folder}/file`), "x");
  });

  test(`${name}: only as much is read as asked for`, async (t) => {
    const { host, folder } = await make(t);
    await host.files.writeAtomic(`${folder}/file`, "0123456789", { mode: 0o644 });
    assert.equal(await host.files.readText(`${folder}/file`, { maxBytes: 4 }), "0123");
    assert.equal(await host.files.readText(`${folder}/file`, { maxBytes: 99 }), "0123456789");
    const partAt = async (fromByte: number) => {
      const part = await host.files.read(`${folder}/file`, { fromByte, maxBytes: 2 });
      return new TextDecoder().decode(part);
    };
    assert.deepEqual([await partAt(7), await partAt(9), await partAt(10)], ["78", "9", ""]);
  });

  test(`${name}: links are shown as links, and followed when read`, async (t) => {
    const { host, folder, link } = await make(t);
    await host.files.writeAtomic(`${folder}/real/file`, "x", { mode: 0o644 });
    await link(`${folder}/relative`, "real/file");
    await link(`${folder}/absolute`, `${folder}/real`);
    await link(`${folder}/circle`, "circle");
    await link(`${folder}/dangling`, "nowhere");
    assert.equal(await host.files.readText(`${folder}/relative`), "x");
    assert.equal(await host.files.readText(`${folder}/absolute/file`), "x");
    assert.deepEqual(await host.files.list(`${folder}/absolute`), ["file"]);
    assert.equal(await host.files.readLink(`${folder}/relative`), "real/file");
    assert.equal(await host.files.readLink(`${folder}/real/file`), undefined);
    assert.equal((await host.files.stat(`${folder}/relative`))?.kind, "link");
    assert.equal(await host.files.read(`${folder}/circle`), undefined);
    assert.equal(await host.files.read(`${folder}/dangling`), undefined);
  });

  test(`${name}: writing to a link replaces the link and leaves its target alone`, async (t) => {
    const { host, folder, link } = await make(t);
    await host.files.writeAtomic(`${folder}/target`, "kept", { mode: 0o644 });
    await link(`${folder}/link`, "target");
    await host.files.writeAtomic(`${folder}/link`, "new", { mode: 0o644 });
    assert.equal((await host.files.stat(`${folder}/link`))?.kind, "file");
    assert.equal(await host.files.readText(`${folder}/target`), "kept");
  });

  test(`${name}: removing a tree does not follow the links in it`, async (t) => {
    const { host, folder, link } = await make(t);
    await host.files.writeAtomic(`${folder}/kept/file`, "kept", { mode: 0o644 });
    await host.files.writeAtomic(`${folder}/gone/a/b`, "x", { mode: 0o644 });
    await link(`${folder}/gone/link`, `${folder}/kept`);
    await host.files.removeTree(`${folder}/gone`);
    assert.deepEqual(await host.files.list(folder), ["kept"]);
    assert.equal(await host.files.readText(`${folder}/kept/file`), "kept");
  });

  test(`${name}: remove takes a file or an empty folder, never a full one`, async (t) => {
    const { host, folder } = await make(t);
    await host.files.writeAtomic(`${folder}/full/file`, "x", { mode: 0o644 });
    await host.files.makeDirectory(`${folder}/empty`, { mode: 0o700 });
    assert.equal((await host.files.stat(`${folder}/empty`))?.mode, 0o700);
    await host.files.remove(`${folder}/empty`);
    await assert.rejects(host.files.remove(`${folder}/full`), isCode("FILE_UNWRITABLE"));
    await host.files.remove(`${folder}/full/file`);
    assert.deepEqual(await host.files.list(`${folder}/full`), []);
    assert.deepEqual(await host.files.list(folder), ["full"]);
  });

  test(`${name}: the whole machine is never removed`, async (t) => {
    const { host } = await make(t);
    await assert.rejects(host.files.removeTree("/"), isCode("BUG"));
    await assert.rejects(host.files.removeTree("/a/.."), isCode("BUG"));
  });

  test(`${name}: a relative path is a bug, not a file somewhere`, async (t) => {
    const { host } = await make(t);
    await assert.rejects(async () => host.files.read("etc/hosts"), isCode("BUG"));
    await assert.rejects(
      async () => host.files.writeAtomic("x", "y", { mode: 0o644 }),
      isCode("BUG"),
    );
  });

  test(`${name}: a copy reports its progress and keeps neither source mode nor parts`, async (t) => {
    const { host, folder } = await make(t);
    const bytes = new Uint8Array(3 * 1024 ** 2).fill(7);
    await host.files.writeAtomic(`${folder}/from`, bytes, { mode: 0o600 });
    const seen: number[] = [];
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await host.files.copy(`${folder}/from`, `${folder}/bin/to`, {
      mode: 0o755,
      sha256,
      onBytes: (done, total) => seen.push(done / total),
    });
    assert.equal(seen.at(-1), 1);
    assert.equal((await host.files.stat(`${folder}/bin/to`))?.mode, 0o755);
    assert.equal(await host.files.sha256(`${folder}/bin/to`), sha256);
    assert.deepEqual(await host.files.list(`${folder}/bin`), ["to"]);
  });

  test(`${name}: a copy with other bytes than published never gets the name`, async (t) => {
    const { host, folder } = await make(t);
    await host.files.writeAtomic(`${folder}/from`, "tampered", { mode: 0o644 });
    await host.files.writeAtomic(`${folder}/to`, "old", { mode: 0o644 });
    const sha256 = createHash("sha256").update("published").digest("hex");
    const copy = host.files.copy(`${folder}/from`, `${folder}/to`, { mode: 0o644, sha256 });
    await assert.rejects(copy, isCode("ARTEFACT_CORRUPT"));
    assert.equal(await host.files.readText(`${folder}/to`), "old");
    assert.deepEqual(await host.files.list(folder), ["from", "to"]);
  });

  test(`${name}: a copy of nothing fails, and a cancelled one changes nothing`, async (t) => {
    const { host, folder } = await make(t);
    const missing = host.files.copy(`${folder}/none`, `${folder}/to`, { mode: 0o644 });
    await assert.rejects(missing, isCode("FILE_UNREADABLE"));
    await host.files.writeAtomic(`${folder}/from`, "x", { mode: 0o644 });
    const signal = AbortSignal.abort();
    const cancelled = host.files.copy(`${folder}/from`, `${folder}/to`, { mode: 0o644, signal });
    await assert.rejects(cancelled, { name: "AbortError" });
    const write = host.files.writeAtomic(`${folder}/to`, "x", { mode: 0o644, signal });
    await assert.rejects(write, { name: "AbortError" });
    assert.deepEqual(await host.files.list(folder), ["from"]);
  });

  test(`${name}: the digest follows the content`, async (t) => {
    const { host, folder } = await make(t);
    const path = `${folder}/file`;
    for (const content of ["one", "two", "two"]) {
      await host.files.writeAtomic(path, content, { mode: 0o644 });
      const wanted = createHash("sha256").update(content).digest("hex");
      assert.equal(await host.files.sha256(path), wanted);
      assert.equal(await host.files.sha256(path), wanted);
    }
  });

  test(`${name}: modes change on request, and writing in place keeps them`, async (t) => {
    const { host, folder } = await make(t);
    const path = `${folder}/proc/value`;
    await host.files.writeInPlace(path, "first and long\n");
    await host.files.setMode(path, 0o600);
    await host.files.writeInPlace(path, "1\n");
    assert.equal(await host.files.readText(path), "1\n");
    assert.equal((await host.files.stat(path))?.mode, 0o600);
    const missing = host.files.setMode(`${folder}/none`, 0o600);
    await assert.rejects(missing, isCode("FILE_UNWRITABLE"));
  });

  test(`${name}: a file that is there tells its owner, and can be given one`, async (t) => {
    const { host, folder } = await make(t);
    const path = `${folder}/etc/owned`;
    await host.files.writeAtomic(path, "x", { mode: 0o600 });
    const { owner } = (await host.files.stat(path)) ?? {};
    assert.ok(owner);
    await host.files.setOwner(path, owner);
    assert.deepEqual((await host.files.stat(path))?.owner, owner);
    const missing = host.files.setOwner(`${folder}/none`, owner);
    await assert.rejects(missing, isCode("FILE_UNWRITABLE"));
  });

  test(`${name}: a folder is moved with all that is in it, and never over another`, async (t) => {
    const { host, folder } = await make(t);
    await host.files.writeAtomic(`${folder}/data/deep/file`, "x", { mode: 0o600 });
    await host.files.writeAtomic(`${folder}/new/member`, "y", { mode: 0o644 });
    await host.files.move(`${folder}/data`, `${folder}/new/former`);
    assert.deepEqual(await host.files.list(folder), ["new"]);
    assert.deepEqual(await host.files.list(`${folder}/new`), ["former", "member"]);
    assert.equal(await host.files.readText(`${folder}/new/former/deep/file`), "x");
    assert.equal((await host.files.stat(`${folder}/new/former/deep/file`))?.mode, 0o600);
    for (const [from, to] of [
      ["new/former", "new/member"],
      ["none", "other"],
      ["new/member", "nowhere/member"],
    ])
      await assert.rejects(
        host.files.move(`${folder}/${from}`, `${folder}/${to}`),
        isCode("FILE_UNWRITABLE"),
      );
    assert.equal(await host.files.readText(`${folder}/new/member`), "y");
  });

  test(`${name}: space is told for paths that do not exist yet`, async (t) => {
    const { host, folder } = await make(t);
    const space = await host.files.space(`${folder}/not/yet`);
    assert.ok(space && space.totalBytes > 0 && space.freeBytes <= space.totalBytes);
  });

  test(`${name}: many writers of one file leave one whole version`, async (t) => {
    const { host, folder } = await make(t);
    const versions = Array.from({ length: 8 }, (_, index) => `${index}`.repeat(5_000));
    await Promise.all(
      versions.map((content) => host.files.writeAtomic(`${folder}/f`, content, { mode: 0o644 })),
    );
    assert.ok(versions.includes((await host.files.readText(`${folder}/f`)) ?? ""));
    assert.deepEqual(await host.files.list(folder), ["f"]);
  });
}

export function isCode(code: string): (thrown: unknown) => boolean {
  return (thrown) => {
    assert.ok(thrown instanceof BringupError, String(thrown));
    assert.equal(thrown.code, code);
    return true;
  };
}
