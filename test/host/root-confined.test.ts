import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createRootHost, exited, type RootHostOptions } from "../../src/host/index.ts";

/** A directory as a machine, with a real world around it that must stay untouched. */
async function makeRoot(t: TestContext, options: Omit<RootHostOptions, "root"> = {}) {
  const base = await mkdtemp(join(tmpdir(), "bringup-confined-"));
  t.after(() => rm(base, { recursive: true, force: true }));
  const [root, outside] = [join(base, "root"), join(base, "outside")];
  await mkdir(join(root, "etc"), { recursive: true });
  await mkdir(outside);
  await writeFile(join(outside, "file"), "real");
  return { root, outside, host: createRootHost({ root, ...options }) };
}

test("no link leads out of the root: neither read nor written through", async (t) => {
  const { root, outside, host } = await makeRoot(t);
  const links = {
    absolute: outside,
    climbing: "../../../../../../../../../../outside",
    "etc/climbing": `../../../${outside.slice(1)}`,
    file: join(outside, "file"),
    chain: "absolute",
  };
  for (const [name, target] of Object.entries(links)) await symlink(target, join(root, name));
  for (const name of ["absolute", "climbing", "etc/climbing", "chain"]) {
    assert.equal(await host.files.read(`/${name}/file`), undefined, name);
    assert.equal(await host.files.list(`/${name}`), undefined, name);
    await host.files.writeAtomic(`/${name}/file`, "sandbox", { mode: 0o644 });
    await host.files.writeInPlace(`/${name}/in-place`, "sandbox");
    await host.files.makeDirectory(`/${name}/folder`, { mode: 0o755 });
    await host.files.copy(`/${name}/file`, `/${name}/copy`, { mode: 0o644 });
    assert.equal(await host.files.readText(`/${name}/file`), "sandbox", name);
    await host.files.remove(`/${name}/file`);
    await host.files.removeTree(`/${name}/folder`);
    for (const place of [outside, "/outside"]) await host.files.removeTree(place);
  }
  assert.equal(await host.files.read("/file"), undefined);
  await host.files.writeInPlace("/file", "sandbox");
  await host.files.setMode("/file", 0o600);
  assert.equal(await readFile(join(outside, "file"), "utf8"), "real");
  const real = createRootHost({ root: outside });
  assert.deepEqual(await real.files.list("/"), ["file"]);
});

test("dots in a path end at the root", async (t) => {
  const { host, root, outside } = await makeRoot(t);
  await host.files.writeAtomic("/../../../outside/file", "sandbox", { mode: 0o644 });
  assert.equal(await readFile(join(root, "outside/file"), "utf8"), "sandbox");
  assert.equal(await readFile(join(outside, "file"), "utf8"), "real");
  assert.equal(await host.files.readText("/etc/../../outside/file"), "sandbox");
});

test("what is passed through is read from the machine and can never be written", async (t) => {
  const outer = await mkdtemp(join(tmpdir(), "bringup-passed-"));
  t.after(() => rm(outer, { recursive: true, force: true }));
  await writeFile(join(outer, "fact"), "true");
  const { host, root } = await makeRoot(t, { passthrough: [outer] });
  assert.equal(await host.files.readText(`${outer}/fact`), "true");
  assert.deepEqual(await host.files.list(outer), ["fact"]);
  assert.deepEqual(await host.files.list("/"), ["etc", outer.split("/")[1]].sort());
  await symlink(outer, join(root, "link"));
  assert.equal(await host.files.readText("/link/fact"), "true");
  const writes = [
    () => host.files.writeAtomic(`${outer}/new`, "x", { mode: 0o644 }),
    () => host.files.writeAtomic("/link/new", "x", { mode: 0o644 }),
    () => host.files.writeInPlace(`${outer}/fact`, "x"),
    () => host.files.makeDirectory(`${outer}/folder`, { mode: 0o755 }),
    () => host.files.copy(`${outer}/fact`, `${outer}/copy`, { mode: 0o644 }),
    () => host.files.setMode(`${outer}/fact`, 0o600),
    () => host.files.remove(`${outer}/fact`),
    () => host.files.removeTree(outer),
  ];
  for (const write of writes) await assert.rejects(write(), { code: "FILE_UNWRITABLE" });
  assert.equal(await readFile(join(outer, "fact"), "utf8"), "true");
});

test("a directory runs nothing unless told to, and then only what is inside", async (t) => {
  const { host, root } = await makeRoot(t, { commands: { builtin: () => exited("hello") } });
  const limit = { timeoutMs: 60_000 };
  assert.equal((await host.exec(["/bin/sh", "-c", "true"], limit)).is, "denied");
  assert.equal((await host.probe(["lsblk"])).is, "denied");
  assert.deepEqual(await host.exec(["/usr/bin/builtin"], limit), exited("hello"));
  const open = createRootHost({ root, allowExec: true });
  const missing = { is: "missing", program: "/bin/sh" };
  assert.deepEqual(await open.exec(["/bin/sh", "-c", "true"], limit), missing);
  await symlink("/bin/sh", join(root, "shell"));
  assert.equal((await open.exec(["/shell", "-c", "true"], limit)).is, "missing");
  await open.files.writeAtomic("/usr/bin/tool", "#!/bin/sh\npwd; echo $BRINGUP_SANDBOX\n", {
    mode: 0o755,
  });
  const { root: place } = open;
  assert.deepEqual(await open.exec(["tool"], limit), exited(`${place}\n${place}\n`));
  assert.deepEqual(await open.probe(["tool", "--version"]), exited(`${place}\n${place}\n`));
});

test("hardware facts and real probes come only where they were asked for", async (t) => {
  const { host, root } = await makeRoot(t);
  const none = { is: "unknown", why: "a directory has no hardware" };
  assert.deepEqual(await host.hardware("cpu"), none);
  const real = createRootHost({ root, probes: ["uname"] });
  const outcome = await real.probe(["uname", "-s"]);
  assert.deepEqual(outcome, exited("Linux\n"));
  assert.equal((await real.probe(["nproc"])).is, "denied");
});

test("units of a system that is not running can be enabled, and are started by nobody", async (t) => {
  const { host } = await makeRoot(t);
  const unit = "[Service]\nExecStart=/bin/a\n[Install]\nWantedBy=a.target b.target\n";
  await host.files.writeAtomic("/usr/lib/systemd/system/a.service", unit, { mode: 0o644 });
  assert.deepEqual(await host.units.show("none.service"), { is: "absent" });
  await host.units.enable("a.service", { scope: "persistent" });
  for (const target of ["a.target", "b.target"])
    assert.equal(
      await host.files.readLink(`/etc/systemd/system/${target}.wants/a.service`),
      "/usr/lib/systemd/system/a.service",
    );
  const state = { active: "inactive", sub: "dead", enabled: "enabled", restarts: 0 };
  assert.deepEqual(await host.units.show("a.service"), { is: "known", value: state });
  await assert.rejects(host.units.start("a.service"), { code: "COMMAND_DENIED" });
  await assert.rejects(host.reboot(), { code: "COMMAND_DENIED" });
  assert.equal((await host.units.journal("a.service", { lines: 1 })).is, "unknown");
});

test("names come from the hosts file of the directory, never from the machine when confined", async (t) => {
  const { host } = await makeRoot(t, { ports: true, names: { "a.test": ["10.0.0.1"] } });
  await host.files.writeAtomic("/etc/hosts", "10.0.0.2 b.test b # own\n", { mode: 0o644 });
  const resolve = (name: string) => host.resolve(name, { timeoutMs: 1_000 });
  assert.deepEqual(await resolve("a.test"), { is: "known", value: ["10.0.0.1"] });
  assert.deepEqual(await resolve("b"), { is: "known", value: ["10.0.0.2"] });
  assert.deepEqual(await resolve("localhost"), { is: "known", value: ["127.0.0.1"] });
  assert.deepEqual(await resolve("ip6-localhost"), { is: "absent" });
});

test("a machine that is no directory is refused in words", () => {
  for (const root of ["/nowhere/at/all", "/etc/hostname"]) {
    assert.throws(() => createRootHost({ root }), { code: "USAGE", message: /directory/ });
  }
});
