import { cannotTell, defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { moduleStates } from "./module-states.ts";
import { STORAGE_MODULES } from "./module-table.ts";

export const storageModules = defineCheck({
  ...ruleOf("system.storage-modules"),
  needs: ["kernel"],
  async run({ kernel: { release } }, { host }) {
    const { modules, evidence } = await moduleStates(host, release, STORAGE_MODULES);
    const named = (...states: readonly string[]) =>
      modules.filter(({ state }) => states.includes(state)).map(({ module }) => module.name);
    const untold = named("not known");
    if (untold.length > 0) return cannotTell(`not known: ${untold.join(", ")}`);
    const lacking = named("missing", "locked out");
    if (lacking.length === 0) return pass("all there", { evidence });
    return warn(`missing: ${lacking.join(", ")}`, {
      code: "STORAGE_MODULES_LACKING",
      expected: "those of the storage that is used",
      remedy: "Install the full kernel package if storage over iSCSI, Ceph or NFS is planned.",
      why: "Volumes of such a storage cannot be mounted without its module.",
      evidence,
    });
  },
});
