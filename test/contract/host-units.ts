import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostIO, UnitState } from "../../src/engine/index.ts";
import { eventually } from "../support/eventually.ts";
import type { HostTraits } from "./host.ts";
import { isCode } from "./host-files.ts";

/** What the unit `steady.service` of the hosts under test looks like; it runs until it is stopped. */
export function steadyUnit(program: string): string {
  return `[Unit]
Description=Runs until stopped

[Service]
Type=simple
ExecStart=${program} steady

[Install]
WantedBy=multi-user.target
`;
}

const UNIT = "steady.service";
const PATH = `/etc/systemd/system/${UNIT}`;
const PROGRAM = "/usr/local/bin/steady";

async function install(host: HostIO): Promise<void> {
  const script = '#!/bin/sh\necho "hello from $1"\nexec sleep 600\n';
  await host.files.writeAtomic(PROGRAM, script, { mode: 0o755 });
  await host.files.writeAtomic(PATH, steadyUnit(PROGRAM), { mode: 0o644 });
  await host.units.reload();
}

async function shown(host: HostIO): Promise<UnitState> {
  const fact = await host.units.show(UNIT);
  assert.ok(fact.is === "known", fact.is);
  return fact.value;
}

async function reaches(host: HostIO, active: UnitState["active"]): Promise<UnitState> {
  return eventually(`the unit is ${active}`, async () => {
    const state = await shown(host);
    return state.active === active && state;
  });
}

export function unitsContract({ name, make }: HostTraits): void {
  test(`${name}: a unit without a file is absent, and cannot be started`, async (t) => {
    const { host } = await make(t);
    assert.deepEqual(await host.units.show(UNIT), { is: "absent" });
    await assert.rejects(host.units.start(UNIT), isCode("UNIT_FAILED"));
    await assert.rejects(host.units.enable(UNIT, { scope: "persistent" }), isCode("UNIT_FAILED"));
  });

  test(`${name}: a name that is not a unit name never reaches a command or a path`, async (t) => {
    const { host } = await make(t);
    for (const unit of ["../x.service", "--all", "a b.service", "x", "a;b.service"])
      await assert.rejects(async () => host.units.start(unit), isCode("BUG"));
  });

  test(`${name}: a unit starts, is left alone by a second start, restarts anew, and stops`, async (t) => {
    const { host } = await make(t);
    await install(host);
    const idle = { active: "inactive", sub: "dead", enabled: "disabled", restarts: 0 };
    assert.deepEqual(await shown(host), idle);
    await host.units.start(UNIT);
    const first = await reaches(host, "active");
    assert.equal(first.sub, "running");
    assert.ok((first.mainPid ?? 0) > 0 && (first.startedMs ?? 0) > 0);
    await host.units.start(UNIT);
    assert.equal((await shown(host)).invocationId, first.invocationId);
    await host.units.restart(UNIT);
    const second = await reaches(host, "active");
    assert.notEqual(second.invocationId, first.invocationId);
    assert.notEqual(second.mainPid, first.mainPid);
    await host.units.stop(UNIT, { timeoutMs: 5_000 });
    assert.equal((await shown(host)).active, "inactive");
    await host.units.stop(UNIT, { timeoutMs: 5_000 });
  });

  test(`${name}: enabling lasts or not as asked, and is taken back`, async (t) => {
    const { host } = await make(t);
    await install(host);
    const link = `/systemd/system/multi-user.target.wants/${UNIT}`;
    await host.units.enable(UNIT, { scope: "persistent" });
    assert.equal((await shown(host)).enabled, "enabled");
    assert.equal(await host.files.readLink(`/etc${link}`), PATH);
    await host.units.enable(UNIT, { scope: "persistent" });
    await host.units.disable(UNIT);
    assert.equal((await shown(host)).enabled, "disabled");
    await host.units.enable(UNIT, { scope: "runtime" });
    assert.equal((await shown(host)).enabled, "enabled-runtime");
    assert.equal(await host.files.readLink(`/etc${link}`), undefined);
    assert.equal(await host.files.readLink(`/run${link}`), PATH);
    await host.units.disable(UNIT);
    assert.equal((await shown(host)).enabled, "disabled");
    assert.equal((await shown(host)).active, "inactive");
  });

  test(`${name}: a unit without an install section is static`, async (t) => {
    const { host } = await make(t);
    await install(host);
    await host.files.writeAtomic(PATH, "[Service]\nExecStart=/usr/local/bin/steady\n", {
      mode: 0o644,
    });
    assert.equal((await shown(host)).enabled, "static");
  });

  test(`${name}: the journal holds the last lines of this start, safe to print`, async (t) => {
    const { host } = await make(t);
    await install(host);
    await host.units.start(UNIT);
    const lines = await eventually("the line is in the journal", async () => {
      const journal = await host.units.journal(UNIT, { lines: 5 });
      return journal.is === "known" && journal.value.includes("hello from steady") && journal.value;
    });
    // A service manager may say there as well that it started the unit; nobody else says anything.
    assert.deepEqual(
      lines.filter((line) => !/^(Starting|Started) steady\.service/.test(line)),
      ["hello from steady"],
    );
    assert.deepEqual(await host.units.journal(UNIT, { lines: 0 }), { is: "known", value: [] });
    await host.units.stop(UNIT, { timeoutMs: 5_000 });
  });
}
