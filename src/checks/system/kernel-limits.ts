import { knownValue } from "../../engine/index.ts";
import { cannotTell, defineCheck, pass, warn } from "../check.ts";
import { readNumber } from "../read.ts";
import { ruleOf } from "../rules.ts";

/** Limits that busy nodes run into, and what is enough; their names as under /proc/sys. */
const WANTED: readonly { readonly name: string; readonly least: number }[] = [
  { name: "fs/file-max", least: 1_000_000 },
  { name: "kernel/pid_max", least: 4_194_304 },
  { name: "kernel/keys/root_maxkeys", least: 10_000 },
];
/** Share of the asynchronous requests that may be taken: the datastore needs some of its own. */
const MOST_TAKEN = 0.8;

export const kernelLimits = defineCheck({
  ...ruleOf("system.kernel-limits"),
  needs: [],
  async run(_, { host }) {
    const read = (name: string) => readNumber(host, `/proc/sys/${name}`);
    const seen = await Promise.all(
      WANTED.map(async ({ name, least }) => ({ name, least, found: await read(name) })),
    );
    const [taken, most] = await Promise.all([read("fs/aio-nr"), read("fs/aio-max-nr")]);
    const rows = seen.flatMap(({ name, least, found }) => {
      const value = knownValue(found);
      return value === undefined ? [] : [{ line: `${name} = ${value}`, isLow: value < least }];
    });
    if (taken.is === "known" && most.is === "known") {
      const isLow = taken.value > MOST_TAKEN * most.value;
      rows.push({ line: `fs/aio-nr = ${taken.value} of ${most.value}`, isLow });
    }
    if (rows.length === 0) return cannotTell("/proc/sys does not tell its limits");
    const low = rows.filter(({ isLow }) => isLow);
    const evidence = rows.map(({ line }) => line);
    if (low.length === 0) return pass(`${rows.length} high enough`, { evidence });
    return warn(low.map(({ line }) => line).join(", "), {
      code: "KERNEL_LIMIT_LOW",
      expected: "room for many pods",
      remedy: "Raise them in /etc/sysctl.d.",
      why: "Beyond these limits no file is opened, no process started and no key stored.",
      evidence,
    });
  },
});
