import { cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { type ModuleState, moduleStates } from "./module-states.ts";
import { WANTED_MODULES } from "./module-table.ts";

export const modules = defineCheck({
  ...ruleOf("system.modules"),
  needs: ["kernel"],
  async run({ kernel: { release } }, { host }) {
    const { modules: seen, evidence } = await moduleStates(host, release, WANTED_MODULES);
    const named = (state: ModuleState, isRequired: boolean) =>
      seen
        .filter((entry) => entry.state === state && entry.module.isRequired === isRequired)
        .map(({ module }) => module.name);
    const missing = named("missing", true);
    if (missing.length > 0) {
      return fail(`missing: ${missing.join(", ")}`, {
        code: "KERNEL_MODULES_MISSING",
        expected: "all there",
        remedy: "Install the full kernel package of this system, or load them before hardening.",
        why: "Containers and their networks cannot start without these modules.",
        evidence,
      });
    }
    const locked = named("locked out", true);
    if (locked.length > 0) {
      return fail(`locked out: ${locked.join(", ")}`, {
        code: "KERNEL_MODULES_LOCKED",
        expected: "all there",
        remedy:
          "Name them in /etc/modules-load.d, so that they are loaded before the lock, and reboot.",
        why: "kernel.modules_disabled is 1: until the next boot nothing more can be loaded.",
        evidence,
      });
    }
    const untold = [...named("not known", true), ...named("not known", false)];
    if (untold.length > 0) return cannotTell(`not known: ${untold.join(", ")}`);
    const lacking = named("missing", false);
    if (lacking.length === 0) {
      const toLoad = seen.filter(({ state }) => state === "loadable").length;
      return pass(toLoad === 0 ? "all there" : `all there, ${toLoad} to load`, { evidence });
    }
    return warn(`missing: ${lacking.join(", ")}`, {
      code: "KERNEL_MODULES_LACKING",
      expected: "all there",
      remedy: "Install the full kernel package if the pod network or storage needs them.",
      why: "Some pod networks, service proxies and storages need these modules.",
      evidence,
    });
  },
});
