import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import type { Snapshot } from "../../src/session/index.ts";
import { createAgentBench } from "../support/agent-process.ts";
import { practiceFiles, SITE } from "../support/practice-network.ts";
import { untilSo } from "../support/rehearsal.ts";

const asking = (address: string, gateway: string) => `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  network:
    interfaces:
      - name: eth0
        ipv4: { method: static, addresses: [${address}/24], gateway: ${gateway} }
        ipv6: { method: none }
        dns: { servers: [192.0.2.53] }
`;

const isTried = ({ network }: Snapshot) => network?.state === "applied";
const was = (state: string, address: string) => [
  state,
  [{ title: "Address", was: "10.10.216.81/24", now: address }],
];

test("by the command line: a change of practice links is kept by hand, a wrong gateway goes back by itself", async (t) => {
  const bench = await createAgentBench(t);
  await practiceFiles(bench.stateDir, SITE);
  await bench.start();
  const console1 = await bench.connect();
  const said = async (...args: readonly string[]) => {
    const child = bench.cli(...args);
    assert.ok(child.stdout !== null && child.stderr !== null);
    const [out, [exitCode]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    return { out, exitCode: Number(exitCode) };
  };
  const apply = async (document: string) => {
    const path = join(bench.stateDir, "asked.yaml");
    await writeFile(path, document);
    return said("apply", "-f", path, "--yes");
  };
  const file = () =>
    readFile(join(bench.stateDir, "sandbox/etc/systemd/network/10-bringup-eth0.network"), "utf8");

  const applying = apply(asking("10.10.216.90", "10.10.216.1"));
  const { network } = await untilSo(console1, "the change to be in force", isTried);
  assert.deepEqual(
    [network?.state, network?.rows.filter(({ title }) => title === "Address")],
    was("applied", "10.10.216.90/24"),
  );
  assert.match((await said("network", "keep")).out, /The change of eth0 is kept/);
  assert.match((await applying).out, /Run succeeded/);
  const kept = await file();

  const failed = await apply(asking("10.10.216.91", "10.10.216.9"));
  assert.match(failed.out, /simulated: gateway 10\.10\.216\.9 does not answer/);
  assert.match(failed.out, /the host is as before, read back/);
  assert.deepEqual([await file(), failed.exitCode !== 0], [kept, true]);
  const { host } = console1.snapshot();
  assert.match(host.addresses.join(), /10\.10\.216\.90\/24 on eth0/);
});
