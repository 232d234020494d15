import { moduleEnsure } from "../../steps/index.ts";
import { cannotSay, clear, defineSymptom, found } from "../symptom.ts";

/** Without them no pod has a network or a root file system. */
const NEEDED = ["overlay", "br_netfilter", "nf_conntrack"];
/** Made by every kubelet at its first start. */
const NODE = "/var/lib/kubelet";
const LOCK = "/proc/sys/kernel/modules_disabled";

export const kernelModules = defineSymptom({
  id: "host.kernel-modules",
  code: "MODULES_NOT_LOADED",
  row: "D27",
  title: "Pods have no network, or the node does not start: br_netfilter or overlay is missing",
  cause: "Kernel modules that containers need are not loaded, or hardening locked them out.",
  source: "Palette Edge, agent mode; CIS level 2",
  async probe({ host, check }) {
    const result = await check("system.modules");
    if (result.status === "unknown") return cannotSay(result.observed);
    const lock = (await host.files.readText(LOCK))?.trim();
    const evidence = "evidence" in result ? (result.evidence ?? []) : [];
    const needed = NEEDED.flatMap((name) => evidence.filter((line) => line.startsWith(`${name}:`)));
    const isFailed = result.status === "fail";
    if (isFailed && lock === "1")
      return found(["certain", "node-down"], [`${LOCK} = 1`, result.observed, ...needed]);
    if (isFailed) return found(["certain", "node-down"], [result.observed, ...needed]);
    const toLoad = needed.filter((line) => line.endsWith(": loadable"));
    if (toLoad.length === 0) return clear(result.observed);
    // Before there is a node nobody has had a reason to load them.
    if ((await host.files.stat(NODE)) === undefined) return clear("they are loaded with the node");
    const subjects = toLoad.flatMap((line) => line.split(":")[0] ?? []);
    return found(["likely", "degraded"], toLoad, { subjects });
  },
  fix: [
    "Load them now: modprobe -a overlay br_netfilter nf_conntrack.",
    "Name them in a file of /etc/modules-load.d, so that they are loaded before hardening locks modules.",
    "Where kernel.modules_disabled is 1, reboot after that: until then nothing more can be loaded.",
  ],
  mend: ({ subjects = [] }) =>
    subjects.length === 0
      ? []
      : [
          moduleEnsure({
            id: "modules",
            modules: subjects,
            persistPath: "/etc/modules-load.d/90-bringup-doctor.conf",
          }),
        ],
});
