import type { HostView } from "../../engine/index.ts";
import type { Disk } from "../../inventory/index.ts";
import { cannotTell, defineCheck, pass, warn } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

/** JEDEC eMMC, device life time estimation: from here on nine tenths are used up. */
const WORN = 0x0a;

export const driveHealth = defineCheck({
  ...ruleOf("hardware.drive-health"),
  needs: ["disks"],
  async run({ disks }, { host, limits }) {
    const seen = await Promise.all(disks.map((disk) => look(host, disk)));
    const evidence = seen.flatMap(({ lines }) => lines);
    const bad = seen.filter(
      ({ errors = 0, wear = 0 }) => errors > limits.maxDriveErrors || wear >= WORN,
    );
    if (bad.length > 0) {
      return warn(bad.map(({ lines }) => lines.join(", ")).join("; "), {
        code: "DRIVE_FAILING",
        expected: `at most ${limits.maxDriveErrors} failed commands, and life left`,
        remedy: "Save what is on it and replace the drive.",
        why: "A drive that begins to fail loses the datastore first, which is written all the time.",
        evidence,
      });
    }
    if (evidence.length > 0) return pass("no errors counted", { evidence });
    return cannotTell(
      "no drive says how it is",
      "Ask it with smartctl -a, if it is no virtual one.",
    );
  },
});

interface Health {
  readonly errors?: number;
  readonly wear?: number;
  readonly lines: readonly string[];
}

/** SCSI and SATA count failed commands since the start, eMMC tells its wear; NVMe tells only tools. */
async function look(host: HostView, { name }: Disk): Promise<Health> {
  const at = `/sys/block/${name}/device`;
  const [counted, life] = await Promise.all([
    readWord(host, `${at}/ioerr_cnt`),
    readWord(host, `${at}/life_time`),
  ]);
  const errors = counted.is === "known" ? Number(counted.value) : undefined;
  const wear = life.is === "known" ? Math.max(...life.value.split(/\s+/).map(Number)) : undefined;
  return {
    ...(errors === undefined ? {} : { errors }),
    ...(wear === undefined ? {} : { wear }),
    lines: [
      ...(errors === undefined ? [] : [`${name}: ${errors} failed commands`]),
      ...(wear === undefined ? [] : [`${name}: about ${wear * 10} % worn`]),
    ],
  };
}
