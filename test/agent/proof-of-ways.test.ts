import assert from "node:assert/strict";
import { test } from "node:test";
import { proofOfWays } from "../../src/agent/proof-of-ways.ts";
import { createMemoryHost, exited } from "../../src/host/index.ts";
import { DEFAULTS } from "../../src/spec/index.ts";

const DOCUMENT = {
  ...DEFAULTS,
  spec: {
    ...DEFAULTS.spec,
    registration: { mode: "central", plane: "https://plane.example.net" },
  },
} as const;

/** One link with these addresses; nothing behind it answers. */
function hostWith(addresses: readonly string[]) {
  const found = addresses.map((local) => ({
    family: "inet",
    local,
    prefixlen: 24,
    scope: "global",
  }));
  return createMemoryHost({
    files: { "/etc/resolv.conf": "" },
    commands: {
      ip: ({ argv }) =>
        exited(
          argv.includes("addr") || argv.includes("link")
            ? JSON.stringify([
                { ifname: "eth0", flags: ["UP", "LOWER_UP"], mtu: 1500, addr_info: found },
              ])
            : "[]",
        ),
    },
  });
}

const prove = proofOfWays({
  document: () => DOCUMENT,
  leaving: async () => ({}) as never,
});
const { signal } = new AbortController();

test("every way out of the document is climbed, with the sentence of what is broken", async () => {
  const rungs = await prove(hostWith(["10.0.0.2"]), ["eth0"], signal);
  assert.deepEqual(
    rungs.slice(0, 2).map(({ id, verdict }) => [id, verdict]),
    [
      ["link eth0", "ok"],
      ["address eth0", "ok"],
    ],
  );
  const far = rungs.filter(({ id }) => /^plane/.test(id));
  assert.ok(far.length > 0, JSON.stringify(rungs));
  for (const { verdict, evidence } of far) {
    assert.equal(verdict, "fail");
    assert.match(evidence, /^management plane: ./);
  }
});

test("where the link itself is broken nobody waits for what lies behind it", async () => {
  const rungs = await prove(hostWith([]), ["eth0"], signal);
  assert.deepEqual(
    rungs.map(({ id }) => id),
    ["link eth0", "address eth0", "gateway", "dns"],
  );
});
