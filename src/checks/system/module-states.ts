import type { HostView } from "../../engine/index.ts";
import { readWord } from "../read.ts";
import { readKernelSettings } from "./kernel-settings.ts";
import type { WantedModule } from "./module-table.ts";

export type ModuleState =
  | "loaded"
  | "built in"
  | "loadable"
  | "locked out"
  | "missing"
  | "not known";

export interface SeenModules {
  readonly modules: readonly { readonly module: WantedModule; readonly state: ModuleState }[];
  readonly evidence: readonly string[];
}

/** Where each module is, whether loaded, built in, or a file to load. */
export async function moduleStates(
  host: HostView,
  release: string,
  wanted: readonly WantedModule[],
): Promise<SeenModules> {
  const sources = await readSources(host, release);
  const modules = wanted.map((module) => ({ module, state: stateOf(module, sources) }));
  const from = `read from ${sources.from.join(", ") || "/sys/module"}`;
  const evidence = [...modules.map(({ module, state }) => `${module.name}: ${state}`), from];
  return { modules, evidence };
}

interface Sources {
  readonly loaded: readonly string[];
  readonly builtIn: string | undefined;
  readonly loadable: string | undefined;
  readonly config: string | undefined;
  /** What is not loaded stays out until the next boot. */
  readonly isLocked: boolean;
  readonly from: readonly string[];
}

function stateOf({ name, config }: WantedModule, sources: Sources): ModuleState {
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
    readKernelSettings(host, release),
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
