// The support bundle: how fast secrets are masked, and what collecting takes in time and memory on this host
// with half a gigabyte of logs. Ends with 1 where a bar is missed.
// Run: npm run bench test/bench/support.ts
import { appendFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/engine/index.ts";
import { createMachineGather, createMachineHost } from "../../src/host/index.ts";
import { createRedactor } from "../../src/secrets/index.ts";
import { COLLECTORS, type Collector, folder, saveBundle } from "../../src/support/index.ts";
import { conclude, judge, percentile } from "./numbers.ts";

const MB = 1000 ** 2;
const VALUES = Array.from({ length: 12 }, (_, index) => `a secret of the vault, number ${index}`);

/** As a kubelet writes it. */
const journal = (lines: number) =>
  Array.from(
    { length: lines },
    (_, i) =>
      `2026-11-22T04:00:${i % 60} edge kubelet[${i}]: I1122 1 reconciler.go:123] "VerifyControllerAttachedVolume started" UniqueName="kubernetes.io/projected/${i}-kube-api" pod="kube-system/coredns-${i}" url=https://10.0.0.1:6443/api`,
  ).join("\n");
const userData = `stylus:
  site:
    edgeHostToken: abc
    network:
      httpProxy: http://edge:pw@proxy.lab:3128
users:
  - passwd: $6$salt$hashhashhash
    ssh_authorized_keys: [ssh-ed25519 AAAA]
password: |
  line
env:
  - name: DB_PASSWORD
    value: x
`;

/** Milliseconds for a megabyte, the median of five. */
function costOf(text: Buffer): number {
  const costs = Array.from({ length: 5 }, () => {
    const redactor = createRedactor({ values: VALUES });
    const startedMs = performance.now();
    for (let at = 0; at < text.length; at += 65_536) redactor.write(text.subarray(at, at + 65_536));
    redactor.end();
    return (performance.now() - startedMs) / (text.length / MB);
  });
  return percentile(costs, 0.5);
}

const place = mkdtempSync(join(tmpdir(), "bringup-bench-"));
try {
  // A little at a time: what this program held before would hide what a bundle takes.
  const piece = journal(5000);
  const logs: Collector[] = Array.from({ length: 8 }, (_, index) => {
    for (let count = 0; count < 52; count += 1)
      appendFileSync(join(place, `${index}.log`), `${piece}\n`);
    return {
      ...folder(place, "Logs", { only: new RegExp(`/${index}\\.log$`), maxBytes: 64 * 1024 ** 2 }),
      into: `logs/${index}`,
    };
  });
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 20);
  const startBytes = process.memoryUsage.rss();
  const { path, report } = await saveBundle({
    ...{ gather: createMachineGather(), files: createMachineHost().files, clock: systemClock },
    ...{ collectors: [...COLLECTORS, ...logs], values: VALUES, notes: [], hostId: "bench" },
    ...{ folders: [join(place, "out")], signal: new AbortController().signal },
  });
  clearInterval(watch);
  const plain = report.entries.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  process.stdout.write(
    `${report.entries.length} entries, ${Math.round(plain / MB)} MB of text, ${(statSync(path).size / MB).toFixed(1)} MB packed\n`,
  );
  judge("everything and half a gigabyte of logs", report.tookMs, { most: 60_000, unit: "ms" });
  judge("memory beyond that of the program, peak", (peakBytes - startBytes) / MB, {
    most: 200,
    unit: "MB",
  });
} finally {
  rmSync(place, { recursive: true, force: true });
}

// 50 ms for a megabyte are 20 MB/s.
judge("masking a megabyte of journal", costOf(Buffer.from(journal(120_000))), {
  ...{ most: 50, unit: "ms" },
});
judge(
  "masking a megabyte in which every line has a secret",
  costOf(Buffer.from(userData.repeat(60_000))),
  {
    ...{ most: 200, unit: "ms" },
  },
);

conclude();
