import assert from "node:assert/strict";
import { test } from "node:test";
import { observeVitals } from "../../src/cluster/index.ts";
import { ABSENT, type Fact, known, unknown } from "../../src/engine/index.ts";
import { readLeaseHolder } from "../../src/kube/index.ts";
import { vipWord, vitalsWords } from "../../src/status/index.ts";
import { createMemoryHost } from "../../src/testing/index.ts";

/** As the kernel prints its own addresses. */
const FIB_TRIE = `Main:
  +-- 0.0.0.0/0 3 0 5
        +-- 10.10.216.0/24 2 0 2
           |-- 10.10.216.8
              /32 link BROADCAST
           |-- 10.10.216.81
              /32 host LOCAL
`;
const IF_INET6 =
  "fd000000000000000000000000000081 02 40 00 80     eth0\n00000000000000000000000000000001 01 80 10 80       lo\n";
const FILES = {
  "/proc/meminfo": "MemTotal:        8000000 kB\nMemAvailable:    3700000 kB\n",
  "/proc/net/fib_trie": FIB_TRIE,
  "/proc/net/if_inet6": IF_INET6,
};

const HELD: readonly [string, string, Fact<boolean>][] = [
  ["its own IPv4 address", "10.10.216.81", known(true)],
  ["one that only begins like its own", "10.10.216.8", known(false)],
  ["its own IPv6 address, spelled otherwise", "fd00:0::81", known(true)],
  ["another IPv6 address", "fd00::82", known(false)],
];
for (const [title, vip, isHere] of HELD)
  test(`whether this host holds the virtual address: ${title}`, async () => {
    const host = createMemoryHost({ files: FILES });
    const { signal } = new AbortController();
    const seen = await observeVitals(host, { vip, access: ABSENT, signal });
    assert.deepEqual(seen.vip, { address: vip, isHere, holder: ABSENT });
  });

test("what cannot be read is unknown, and without a virtual address none is told", async () => {
  const host = createMemoryHost();
  const { signal } = new AbortController();
  const seen = await observeVitals(host, { vip: undefined, access: ABSENT, signal });
  assert.equal(seen.vip, undefined);
  assert.deepEqual([seen.memory.is, seen.clock.is], ["unknown", "unknown"]);
  assert.match(vitalsWords(seen).words.join(", "), /memory: cannot tell, clock: cannot tell/);
});

test("the holder is who the lease says, and a lease without one is no word", () => {
  const body = (spec: object) => ({ is: "ok", body: { spec }, text: "", tookMs: 1 }) as const;
  assert.deepEqual(readLeaseHolder(body({ holderIdentity: "rack12-b" })), {
    is: "read",
    value: "rack12-b",
    tookMs: 1,
  });
  assert.equal(readLeaseHolder(body({ holderIdentity: "" })).is, "failed");
});

const WELL = {
  atMs: 0,
  disk: known({ path: "/var/lib", totalBytes: 80e9, freeBytes: 61e9 }),
  memory: known({ totalBytes: 8e9, availableBytes: 3.7e9 }),
  clock: known(true),
};
const FULL = { disk: known({ path: "/var/lib", totalBytes: 80e9, freeBytes: 7.9e9 }) };
const WORDS: readonly [string, object, string, boolean][] = [
  ["all is well", {}, "61 GB of disk free; 3.5 GB of memory free; clock in step", true],
  ["the disk is nearly full", FULL, "7.9 GB of disk free: LOW", false],
  [
    "memory is short",
    { memory: known({ totalBytes: 8e9, availableBytes: 5e7 }) },
    "50 MB of memory free: LOW",
    false,
  ],
  ["the clock drifts", { clock: known(false) }, "clock NOT IN STEP", false],
];
for (const [title, change, words, isWell] of WORDS)
  test(`the line about this host: ${title}`, () => {
    const told = vitalsWords({ ...WELL, ...change });
    assert.ok(told.words.join("; ").includes(words), told.words.join("; "));
    assert.equal(told.isWell, isWell);
  });

const refused = unknown("refused");
const HOLDERS: readonly [Fact<boolean>, Fact<string>, string, boolean][] = [
  [known(false), known("rack12-b"), "10.0.0.5 held by rack12-b", true],
  [known(true), known("rack12-a"), "10.0.0.5 held by this host, rack12-a", true],
  [known(true), refused, "10.0.0.5 held by this host", true],
  [known(false), refused, "10.0.0.5 held by nobody known", false],
];
for (const [isHere, holder, text, isWell] of HOLDERS)
  test(`of the virtual address is said: ${text}`, () => {
    assert.deepEqual(vipWord({ address: "10.0.0.5", isHere, holder }), { text, isWell });
  });
