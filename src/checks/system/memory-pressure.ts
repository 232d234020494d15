import { formatGiB } from "../../quantity/index.ts";
import { defineCheck, pass, warn } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

const PRESSURE = "/proc/pressure/memory";

export const memoryPressure = defineCheck({
  ...ruleOf("system.memory-pressure"),
  needs: ["memory"],
  async run({ memory: { totalBytes, availableBytes } }, { host, limits }) {
    const pressure = await readWord(host, PRESSURE);
    const stall = pressure.is === "known" ? stalled(pressure.value) : undefined;
    const shown = `${formatGiB(availableBytes)} free`;
    const evidence = [
      `/proc/meminfo: MemAvailable ${availableBytes} of ${totalBytes} bytes`,
      `${PRESSURE}: ${stall === undefined ? "not told" : `waited ${stall} % of 10 s`}`,
    ];
    const isTight = availableBytes < limits.minFreeMemoryShare * totalBytes;
    const isStalled = stall !== undefined && stall > limits.maxMemoryStall;
    if (!isTight && !isStalled) return pass(shown, { evidence });
    return warn(isStalled ? `${shown}, waits ${stall} % of the time` : shown, {
      code: "MEMORY_TIGHT",
      expected: `${limits.minFreeMemoryShare * 100} % free, waits below ${limits.maxMemoryStall} %`,
      remedy: "Find what uses it (ps aux --sort=-rss) and stop it, or fit more memory.",
      why: "When it runs out the kernel kills what is largest, which is often the API server.",
      evidence,
    });
  },
});

/** proc(5): `some avg10=0.12 avg60=...`, percent. */
function stalled(text: string): number | undefined {
  const share = /some avg10=([\d.]+)/.exec(text)?.[1];
  return share === undefined ? undefined : Number(share);
}
