import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import os from "node:os";
import test from "node:test";
import { createMachineHost } from "../../src/host/index.ts";
import { observeInventory } from "../../src/inventory/index.ts";

const { signal } = new AbortController();

test("on this very machine the inventory agrees with what Node sees", async () => {
  const { cpu, memory, nics, kernel, boot } = await observeInventory(createMachineHost(), {
    signal,
  });
  assert.equal(cpu.is === "known" && cpu.value.cores, os.cpus().length);
  assert.equal(memory.is === "known" && memory.value.totalBytes, os.totalmem());
  assert.equal(kernel.is === "known" && kernel.value.release, os.release());
  assert.equal(
    boot.is === "known" && boot.value.bootId,
    readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
  );
  // A machine without the program `ip` cannot tell its addresses, and says so.
  if (nics.is !== "known") assert.match(nics.is === "unknown" ? nics.why : "", /^ip /);
  else {
    const seen = nics.value.flatMap((nic) => nic.addresses.map(({ address }) => address)).sort();
    const known = Object.values(os.networkInterfaces()).flatMap((entries) =>
      (entries ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
    );
    assert.deepEqual(seen, known.sort());
  }
});
