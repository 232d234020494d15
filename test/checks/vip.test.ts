import assert from "node:assert/strict";
import { test } from "node:test";
import { guardWithChecks } from "../../src/agent/guard.ts";
import { CHECKS, runChecks } from "../../src/checks/index.ts";
import { assemblePlan } from "../../src/engine/index.ts";
import { observeInventory } from "../../src/inventory/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import { loadMachine } from "../support/machines.ts";
import { lineStep } from "../support/steps.ts";

const VIP = "10.10.216.100";
const { signal } = new AbortController();
const checks = CHECKS.filter(({ id }) => id === "network.vip");

/** As the kernel shows it after one packet: flag 0x2 is an answer, 0x0 none. */
const arp = (flags: string, mac: string) => `IP address  HW type  Flags  HW address  Mask  Device
${VIP}  0x1  ${flags}  ${mac}  *  eno1
`;

const FOUNDING = assemblePlan({
  ...{ goal: { do: "converge" }, generation: 1, skipped: [], blocked: [] },
  steps: [{ ...lineStep("commit", { commit: true }), changes: [] }],
});

async function ask(table: string, more: Partial<ClusterSpec> = {}) {
  const { host, spec } = loadMachine("amd64-server", { files: { "/proc/net/arp": table } });
  const { cluster } = spec;
  assert.ok(cluster);
  const document: EdgeHost = {
    ...{ apiVersion: "bringup/v1alpha1", kind: "EdgeHost" },
    spec: { cluster: { ...cluster, vip: VIP, ...more } },
  };
  const inventory = await observeInventory(host, { signal });
  const results = await runChecks({ host, inventory, document, signal, checks });
  const { blocked } = guardWithChecks({ plan: FOUNDING, document, mode: "host", results });
  return { said: `${results[0]?.status}: ${results[0]?.observed}`, blocked };
}

test("an address that another machine answers for keeps a cluster from being founded, and its hardware address is named", async () => {
  const mac = "52:54:00:aa:bb:cc";
  const { said, blocked } = await ask(arp("0x2", mac));
  assert.equal(said, `fail: ${VIP} is in use by ${mac}`);
  assert.deepEqual(
    blocked.map(({ code, message }) => [code, message]),
    [["network.vip", `Virtual address: ${VIP} is in use by ${mac}`]],
  );
  const free = await ask(arp("0x0", "00:00:00:00:00:00"));
  assert.deepEqual(free, { said: `pass: ${VIP} is free`, blocked: [] });
});

test("whoever joins finds it in use, as it has to be", async () => {
  const join = { server: "10.10.216.81", token: { secret: "join-token" } };
  const { said, blocked } = await ask(arp("0x2", "52:54:00:aa:bb:cc"), { join });
  assert.deepEqual([said, blocked], ["skip: announced by the cluster that this host joins", []]);
});
