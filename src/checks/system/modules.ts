import { gunzipSync } from "node:zlib";
import { factOf, type HostView } from "../../engine/index.ts";
import { cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";
import { WANTED_MODULES, type WantedModule } from "./module-table.ts";

export const modules = defineCheck({
  ...ruleOf("system.modules"),
  needs: ["kernel"],
  async run({ kernel: { release } }, { host }) {
    const sources = await readSources(host, release);
    const seen = WANTED_MODULES.map((module) => ({ module, state: stateOf(module, sources) }));
    const named = (state: State, isRequired: boolean) =>
      seen
        .filter((entry) => entry.state === state && entry.module.isRequired === isRequired)
        .map(({ module }) => module.name);
    const evidence = [
      ...seen.map(({ module, state }) => `${module.name}: ${state}`),
      `read from ${sources.from.join(", ") || "/sys/module"}`,
    ];
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

type State = "loaded" | "built in" | "loadable" | "locked out" | "missing" | "not known";

interface Sources {
  readonly loaded: readonly string[];
  readonly builtIn: string | undefined;
  readonly loadable: string | undefined;
  readonly config: string | undefined;
  /** What is not loaded stays out until the next boot. */
  readonly isLocked: boolean;
  readonly from: readonly string[];
}

function stateOf({ name, config }: WantedModule, sources: Sources): State {
  if (sources.loaded.includes(name)) return "loaded";
  // File names use either of - and _.
  const file = new RegExp(`/${name.replaceAll("_", "[_-]")}\\.ko`, "m");
  if (sources.builtIn !== undefined && file.test(sources.builtIn)) return "built in";
  const setting = sources.config && new RegExp(`^${config}=([ym])$`, "m").exec(sources.config)?.[1];
  if (setting === "y") return "built in";
  if (sources.loadable !== undefined && file.test(sources.loadable)) {
    return sources.isLocked ? "locked out" : "loadable";
  }
  const isComplete =
    (sources.builtIn !== undefined && sources.loadable !== undefined) ||
    (sources.config !== undefined && setting === undefined);
  return isComplete ? "missing" : "not known";
}

async function readSources(host: HostView, release: string): Promise<Sources> {
  const at = `/lib/modules/${release}`;
  const [loaded, builtIn, loadable, config, lock] = await Promise.all([
    host.files.list("/sys/module"),
    host.files.readText(`${at}/modules.builtin`),
    host.files.readText(`${at}/modules.dep`),
    readConfig(host, release),
    readWord(host, "/proc/sys/kernel/modules_disabled"),
  ]);
  const from = [
    ...(builtIn === undefined ? [] : [`${at}/modules.builtin`]),
    ...(loadable === undefined ? [] : [`${at}/modules.dep`]),
    ...(config === undefined ? [] : ["the kernel's configuration"]),
  ];
  const isLocked = lock.is === "known" && lock.value === "1";
  return { loaded: loaded ?? [], builtIn, loadable, config, isLocked, from };
}

/** A kernel without modules tells only by its configuration. */
async function readConfig(host: HostView, release: string): Promise<string | undefined> {
  const packed = await factOf(() => host.files.read("/proc/config.gz"));
  if (packed.is === "known") return gunzipSync(packed.value).toString("utf8");
  for (const path of [`/boot/config-${release}`, `/lib/modules/${release}/config`]) {
    const text = await factOf(() => host.files.readText(path));
    if (text.is === "known") return text.value;
  }
  return undefined;
}
