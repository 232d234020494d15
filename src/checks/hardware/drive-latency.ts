import { formatDuration } from "../../quantity/index.ts";
import { cannotTell, defineCheck, fail, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Beyond this multiple of the limit a control plane does not hold its leases at all. */
const HOPELESS = 5;

export const driveLatency = defineCheck({
  ...ruleOf("hardware.drive-latency"),
  needs: [],
  timeoutMs: 5000,
  runsAlone: true,
  async run(_, { measureDrive, limits, signal }) {
    if (measureDrive === undefined) {
      return cannotTell("not measured: measuring writes to the drive");
    }
    const measured = await measureDrive({ signal });
    if (measured.is === "unknown") return cannotTell(measured.why);
    if (measured.is === "absent") return skip("no drive to measure");
    const { path, p50Ms, p99Ms, samples } = measured.value;
    const shown = `fsync p99 ${formatDuration(p99Ms)}`;
    const expected = formatDuration(limits.maxFsyncP99Ms);
    const evidence = [
      `${samples} durable writes in ${path}: half within ${formatDuration(p50Ms)}, 99 % within ${formatDuration(p99Ms)}`,
    ];
    if (p99Ms <= limits.maxFsyncP99Ms) return pass(shown, { expected, evidence });
    const judge = p99Ms > HOPELESS * limits.maxFsyncP99Ms ? fail : warn;
    return judge(shown, {
      code: "DRIVE_TOO_SLOW",
      expected,
      remedy: "Use a faster drive, or move other work off this one.",
      why: "The datastore waits for each write; slow ones cost it its leader and the API its answers.",
      evidence,
    });
  },
});
