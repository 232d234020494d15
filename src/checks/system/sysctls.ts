import type { HostView } from "../../engine/index.ts";
import { cannotTell, defineCheck, pass, warn } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

interface Wanted {
  readonly name: string;
  readonly value: number;
  /** Anything from the value up is right. */
  readonly isMinimum?: true;
}

/** Palette Edge, agent mode hardening; inotify as busy nodes need it. */
const FOR_EVERY_NODE: readonly Wanted[] = [
  { name: "net.ipv4.ip_forward", value: 1 },
  { name: "net.bridge.bridge-nf-call-iptables", value: 1 },
  { name: "fs.inotify.max_user_instances", value: 1024, isMinimum: true },
  { name: "fs.inotify.max_user_watches", value: 524_288, isMinimum: true },
  { name: "vm.max_map_count", value: 262_144, isMinimum: true },
];

/** With the CIS profile the kubelet exits at once when one of these differs. */
const FOR_CIS: readonly Wanted[] = [
  { name: "vm.overcommit_memory", value: 1 },
  { name: "vm.panic_on_oom", value: 0 },
  { name: "kernel.panic", value: 10 },
  { name: "kernel.panic_on_oops", value: 1 },
];

export const sysctls = defineCheck({
  ...ruleOf("system.sysctls"),
  needs: [],
  async run(_, { host, document }) {
    const isCis = document?.spec.cluster?.hardening === "cis";
    const wanted = isCis ? [...FOR_EVERY_NODE, ...FOR_CIS] : FOR_EVERY_NODE;
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

async function look(host: HostView, { name, value, isMinimum }: Wanted): Promise<Seen> {
  const expected = isMinimum ? `${value} or more` : `${value}`;
  const found = await readWord(host, `/proc/sys/${name.replaceAll(".", "/")}`);
  if (found.is === "unknown") return { isRight: false, line: name, why: found.why };
  // The bridge settings appear with the module br_netfilter.
  if (found.is === "absent") return { isRight: false, line: `${name} is not there (${expected})` };
  const number = Number(found.value);
  const isRight = isMinimum ? number >= value : number === value;
  return { isRight, line: `${name} = ${found.value}${isRight ? "" : ` (${expected})`}` };
}
