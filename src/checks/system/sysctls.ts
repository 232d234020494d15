import type { HostView } from "../../engine/index.ts";
import { cannotTell, defineCheck, pass, warn } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";
import { type WantedSysctl, wantedSysctls } from "./sysctl-table.ts";

export const sysctls = defineCheck({
  ...ruleOf("system.sysctls"),
  needs: [],
  async run(_, { host, document }) {
    const wanted = wantedSysctls(document);
    if ((await host.files.stat("/proc/sys/kernel")) === undefined) {
      return cannotTell("/proc/sys is missing");
    }
    const seen = await Promise.all(wanted.map((setting) => look(host, setting)));
    const unread = seen.find(({ why }) => why !== undefined);
    if (unread?.why !== undefined) return cannotTell(unread.why);
    const differing = seen.filter(({ isRight }) => !isRight);
    const evidence = seen.map(({ line }) => line);
    if (differing.length === 0) return pass(`${seen.length} as wanted`, { evidence });
    return warn(`${differing.length} of ${seen.length} differ`, {
      code: "SYSCTL_DIFFERS",
      expected: "all as wanted",
      remedy: "Let the cluster plan set them, or set them in /etc/sysctl.d.",
      why: "Pods do not reach each other, or watchers run out, with the values found.",
      evidence,
    });
  },
});

interface Seen {
  readonly isRight: boolean;
  readonly line: string;
  readonly why?: string;
}

async function look(host: HostView, { name, value, isMinimum }: WantedSysctl): Promise<Seen> {
  const expected = isMinimum ? `${value} or more` : `${value}`;
  const found = await readWord(host, `/proc/sys/${name.replaceAll(".", "/")}`);
  if (found.is === "unknown") return { isRight: false, line: name, why: found.why };
  // The bridge settings appear with the module br_netfilter.
  if (found.is === "absent") return { isRight: false, line: `${name} is not there (${expected})` };
  const number = Number(found.value);
  const isRight = isMinimum ? number >= value : number === value;
  return { isRight, line: `${name} = ${found.value}${isRight ? "" : ` (${expected})`}` };
}
