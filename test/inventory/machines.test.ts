import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { observeInventory } from "../../src/inventory/index.ts";
import { loadBlindMachine, loadMachine, MACHINE_NAMES } from "../support/machines.ts";

const { signal } = new AbortController();

/** `UPDATE_GOLDEN=1` writes what is seen; read the difference before committing it. */
function matchesRecord(name: string, seen: unknown): void {
  const place = new URL(`../fixtures/machines/${name}/inventory.json`, import.meta.url);
  if (process.env.UPDATE_GOLDEN) writeFileSync(place, `${JSON.stringify(seen, null, 2)}\n`);
  assert.deepEqual(seen, JSON.parse(readFileSync(place, "utf8")));
}

for (const name of MACHINE_NAMES) {
  test(`the inventory of ${name} is what its record says`, async () => {
    const { host } = loadMachine(name);
    matchesRecord(name, await observeInventory(host, { signal }));
  });
}

test("two child processes are enough for a whole inventory", async () => {
  const { host } = loadMachine("amd64-server");
  await observeInventory(host, { signal });
  assert.deepEqual(
    host.calls.map((argv) => argv.join(" ")),
    ["lsblk -J -b -O", "ip -j addr"],
  );
});

test("on a machine that shows nothing every subject is unknown, with the reason", async () => {
  const { host } = loadBlindMachine("amd64-server");
  const inventory = await observeInventory(host, { signal });
  for (const [subject, fact] of Object.entries(inventory)) {
    assert.equal(fact.is, "unknown", subject);
    assert.match(fact.is === "unknown" ? fact.why : "", /permission denied/, subject);
  }
});

test("without root the numbers of the board are unknown, never absent, and the rest is there", async () => {
  const { host } = loadMachine("amd64-server", { as: "nobody" });
  const { dmi, cpu } = await observeInventory(host, { signal });
  assert.deepEqual(dmi, {
    is: "known",
    value: {
      productUuid: {
        is: "unknown",
        why: "/sys/class/dmi/id/product_uuid: permission denied",
      },
      serial: { is: "unknown", why: "/sys/class/dmi/id/product_serial: permission denied" },
      manufacturer: "Supermicro",
      product: "SYS-110D-8C-FRAN8TP",
      board: "X12SDV-8C-SPT8F",
    },
  });
  assert.equal(cpu.is, "known");
});

test("without lsblk the drives come from the kernel, and the main one is still known", async () => {
  const { host } = loadMachine("vm-without-dmi", { missingCommands: ["lsblk"] });
  const { disks } = await observeInventory(host, { signal });
  assert.deepEqual(disks, {
    is: "known",
    value: [
      {
        name: "vda",
        path: "/dev/vda",
        sizeBytes: 274877906944,
        kind: "virtual",
        removable: false,
        isMain: true,
        contents: [{ name: "vda", sizeBytes: 274877906944, filesystem: "ext4", mountedAt: "/" }],
      },
    ],
  });
});

test("without ip the interfaces are unknown and say which program is missing", async () => {
  const { host } = loadMachine("amd64-server", { missingCommands: ["ip"] });
  const { nics, disks } = await observeInventory(host, { signal });
  assert.deepEqual(nics, { is: "unknown", why: "ip is not installed" });
  assert.equal(disks.is, "known");
});

test("an abandoned inventory answers at once", async () => {
  const { host } = loadMachine("amd64-server");
  const inventory = await observeInventory(host, { signal: AbortSignal.abort() });
  for (const fact of Object.values(inventory)) {
    assert.deepEqual(fact, { is: "unknown", why: "cancelled" });
  }
});
