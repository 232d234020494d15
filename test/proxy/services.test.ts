import assert from "node:assert/strict";
import { test } from "node:test";
import type { UnitState } from "../../src/engine/index.ts";
import { createMemoryHost, type MemoryHost } from "../../src/host/index.ts";
import { observeProxy, planProxy } from "../../src/proxy/index.ts";
import type { ProxySpec } from "../../src/spec/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { applied } from "../support/apply.ts";

const STATE: UnitState = {
  active: "active",
  sub: "running",
  enabled: "enabled",
  restarts: 0,
  startedMs: 0,
};
const STOPPED: UnitState = { ...STATE, active: "inactive", sub: "dead" };
const PROXY: ProxySpec = { https: "http://proxy.example:3128" };

/** A second later than what was before. */
async function applyTo(host: MemoryHost, proxy: ProxySpec) {
  host.manualClock?.advance(1000);
  const candidate = planProxy({
    proxy,
    noProxy: [{ entry: "localhost", reason: "loopback" }],
    isKairos: false,
    services: (await observeProxy(host)).services,
    secretDigest: () => "keyed",
  });
  return applied(candidate, contextOf(host, { secrets: { "proxy-password": "s" } }));
}

const dropIn = (host: MemoryHost, unit: string) =>
  host.text(`/etc/systemd/system/${unit}.service.d/90-bringup-proxy.conf`);

test("services of the system that fetch are told of the proxy; those that run are restarted once", async () => {
  const host = createMemoryHost({
    units: { "containerd.service": STATE, "snapd.service": STOPPED },
  });
  const told = await applyTo(host, PROXY);
  assert.deepEqual(told.ran, [
    "proxy.environment",
    "proxy.shell",
    "proxy.containerd",
    "proxy.containerd-restart",
    "proxy.snapd",
  ]);
  const text =
    "# Written by bringup; changes here are overwritten.\n[Service]\nEnvironmentFile=-/etc/default/bringup-proxy\n";
  assert.equal(dropIn(host, "containerd"), text);
  assert.equal(dropIn(host, "snapd"), text);
  assert.deepEqual((await applyTo(host, PROXY)).ran, []);
  const other = { ...PROXY, https: "http://other.example:3128" };
  assert.deepEqual((await applyTo(host, other)).ran, [
    "proxy.environment",
    "proxy.containerd-restart",
  ]);
});

test("services that are not there are not told, and a proxy that goes is forgotten by the others", async () => {
  const host = createMemoryHost({ units: { "containerd.service": STATE } });
  await applyTo(host, PROXY);
  assert.equal(dropIn(host, "snapd"), undefined);
  assert.deepEqual((await applyTo(host, {})).ran, [
    "proxy.environment",
    "proxy.shell",
    "proxy.containerd",
    "proxy.containerd-restart",
  ]);
  assert.ok(!dropIn(host, "containerd")?.includes("EnvironmentFile"));
  assert.deepEqual((await applyTo(host, {})).ran, []);
});

test("a file with a password is for root alone; without one every user's shell may read it", async () => {
  const host = createMemoryHost();
  await applyTo(host, PROXY);
  assert.equal(host.mode("/etc/default/bringup-proxy"), 0o644);
  await applyTo(host, { ...PROXY, username: "edge", password: { secret: "proxy-password" } });
  assert.equal(host.mode("/etc/default/bringup-proxy"), 0o600);
});
