import { defineCheck, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** What the kernel saved of its last words, in memory of the firmware. */
const PLACE = "/sys/fs/pstore";

export const crashes = defineCheck({
  ...ruleOf("system.crashes"),
  needs: [],
  async run(_, { host }) {
    const records = await host.files.list(PLACE);
    if (records === undefined) return skip("this kernel keeps no records");
    if (records.length === 0) return pass("none on record", { evidence: [`${PLACE}: empty`] });
    return warn(`${records.length} on record`, {
      code: "KERNEL_CRASHED",
      expected: "none",
      remedy: `Read them in ${PLACE} or /var/lib/systemd/pstore, then remove them.`,
      why: "A machine whose kernel stopped once does so again, and takes the datastore along.",
      evidence: records.map((name) => `${PLACE}/${name}`),
    });
  },
});
