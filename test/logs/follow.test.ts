import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../src/engine/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { findLog, followLog, logSources } from "../../src/logs/index.ts";
import { eventually } from "../support/eventually.ts";

const KERNEL = { is: "kernel" } as const;

test("what is there is ready at once, and what comes is told to whoever waits", async () => {
  const host = createMemoryHost({ clock: systemClock });
  host.writeLog(KERNEL, { text: "one" });
  const log = followLog(host, KERNEL, { lines: 10 });
  await log.ready;
  assert.equal(log.ring.newest, 1);
  const news = log.changed(AbortSignal.timeout(10_000));
  host.writeLog(KERNEL, { text: "two" });
  await news;
  assert.deepEqual([log.ring.at(2), log.ended], [{ text: "two" }, undefined]);
  await log.close();
  await log.close();
  assert.equal(log.ended, "it was closed");
});

test("a log that is not there ends with its reason", async () => {
  const host = createMemoryHost({ clock: systemClock });
  const log = followLog(host, { is: "file", path: "/var/log/none" }, { lines: 1 });
  await log.ready;
  assert.equal(log.ended, "there is no such log on this host");
  await log.close();
});

test("reading on and on, a flood leaves everybody else their turn", async () => {
  const host = createMemoryHost({ clock: systemClock });
  let reads = 0;
  const flood = async () => {
    reads += 1;
    return { is: "lines", lines: [{ text: `line ${reads}` }] } as const;
  };
  const open = async () =>
    ({ is: "known", value: { next: flood, close: async () => {} } }) as const;
  const log = followLog({ ...host, logs: { open } }, KERNEL, { lines: 1 });
  let turns = 0;
  await eventually("other work goes on", () => {
    turns += 1;
    return turns > 20 && log.ring.newest > 20;
  });
  const closing = log.close();
  await closing;
  const before = reads;
  await eventually("nothing is read any more", () => reads === before);
});

test("only logs that this host has are offered, the cluster's first, each once", async () => {
  const unit = "[Service]\nExecStart=/bin/true\n";
  const host = createMemoryHost({
    files: {
      "/etc/systemd/system/k3s.service": unit,
      "/usr/lib/systemd/system/containerd.service": unit,
      "/usr/lib/systemd/system/kubelet.service": unit,
      "/usr/lib/systemd/system/cron.service": unit,
      "/lib/systemd/system/bringup-agent.service": unit,
      "/usr/local/installer.log": "done\n",
      "/var/log/spectrocloud/renewal.log": "ok\n",
      "/var/log/spectrocloud/old/": "",
    },
  });
  const found = await logSources(host);
  assert.deepEqual(
    [...found.map(({ id }) => id)].sort(),
    [
      "bringup-agent",
      "containerd",
      "installer.log",
      "journal",
      "k3s",
      "kernel",
      "kubelet",
      "renewal.log",
    ].sort(),
  );
  assert.equal(found[0]?.id, "k3s");
  assert.deepEqual(found.at(-1)?.id, "journal");
  assert.equal(findLog(found, "kubelet.service")?.id, "kubelet");
  assert.equal(findLog(found, "inst")?.id, "installer.log");
  assert.equal(findLog(found, "k"), undefined);
});
