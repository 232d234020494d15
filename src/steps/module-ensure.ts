import { type CheckContext, defineHandler, done, type Step, todo } from "../engine/index.ts";
import { defineStep, type StepOptions } from "./define-step.ts";
import { execChecked } from "./exec-checked.ts";
import { checkOwnedFile, type OwnedFile, previewOwnedFile, runOwnedFile } from "./owned-file.ts";
import { restoreFile, savedFileIn, saveFile } from "./saved-file.ts";

export interface KernelModules {
  readonly modules: readonly string[];
  /** A file of ours in /etc/modules-load.d, read at every boot. */
  readonly persistPath: string;
}

/**
 * Kernel modules loaded now and at every boot. Undo removes the file; the modules stay loaded,
 * because somebody else may use them by then.
 */
export function moduleEnsure(
  options: StepOptions & KernelModules,
): Step<"module.ensure", KernelModules> {
  const { modules, persistPath } = options;
  return defineStep(options, {
    kind: "module.ensure",
    title: `Load kernel modules ${modules.join(", ")}`,
    params: { modules, persistPath },
    undo: "compensate",
    usualMs: 2_000,
  });
}

export const moduleEnsureHandler = defineHandler<KernelModules>("module.ensure", {
  async check(params, context) {
    const missing = await missingModules(params, context);
    if (missing.length > 0) return todo(`not loaded: ${missing.join(", ")}`);
    const file = await checkOwnedFile(persistFile(params), context);
    return file.is === "done" ? done(`${params.modules.join(", ")} are loaded`) : file;
  },
  async preview(params, context) {
    const missing = await missingModules(params, context);
    const lines = missing.map((name) => ({ sign: "+" as const, text: name }));
    const load = lines.length === 0 ? [] : [{ subject: "kernel modules", lines }];
    return [...load, ...(await previewOwnedFile(persistFile(params), context))];
  },
  async capture({ persistPath }, { host }) {
    return { file: await saveFile(persistPath, host) };
  },
  async run(params, context) {
    const { host, signal, report } = context;
    for (const name of await missingModules(params, context)) {
      await execChecked(host, ["modprobe", "--", name], {
        timeoutMs: 10_000,
        signal,
        missingHint: "Install the package kmod.",
      });
      report({ evidence: `loaded ${name}` });
    }
    await runOwnedFile(persistFile(params), context);
  },
  undo: (_params, captured, { host }) => restoreFile(savedFileIn(captured, "file"), host),
});

async function missingModules(
  { modules }: KernelModules,
  { host }: CheckContext,
): Promise<readonly string[]> {
  const missing: string[] = [];
  // A directory has no kernel; the file in it takes effect at its first boot.
  if (host.isOffline) return missing;
  for (const name of modules) {
    const folder = `/sys/module/${name.replaceAll("-", "_")}`;
    if ((await host.files.stat(folder)) === undefined) missing.push(name);
  }
  if (missing.length === 0) return missing;
  const present = new Set([
    ...(await builtInModules({ host })),
    ...(await filesystems({ host })),
    ...(await namedBySettings({ host })),
  ]);
  return missing.filter((name) => !present.has(name.replaceAll("-", "_")));
}

/** By effect: a kernel without any module, and every container, has these all the same. */
async function filesystems({ host }: Pick<CheckContext, "host">): Promise<readonly string[]> {
  const text = (await host.files.readText("/proc/filesystems").catch(() => undefined)) ?? "";
  return text.split("\n").map((line) => line.replace(/^nodev/, "").trim());
}

/** The same for modules that show by kernel settings of their own. */
async function namedBySettings({ host }: Pick<CheckContext, "host">): Promise<readonly string[]> {
  const bridge = await host.files.stat("/proc/sys/net/bridge");
  return bridge === undefined ? [] : ["br_netfilter"];
}

/** Built-in modules without parameters have no folder in /sys/module. */
async function builtInModules({ host }: Pick<CheckContext, "host">): Promise<ReadonlySet<string>> {
  const release = (await host.files.readText("/proc/sys/kernel/osrelease"))?.trim();
  if (release === undefined || release === "") return new Set();
  const list = await host.files.readText(`/lib/modules/${release}/modules.builtin`);
  const names = (list ?? "").split("\n").map((line) => /([^/]+)\.ko/.exec(line)?.[1] ?? "");
  return new Set(names.map((name) => name.replaceAll("-", "_")));
}

function persistFile({ modules, persistPath }: KernelModules): OwnedFile {
  const template = `# Written by bringup; changes here are overwritten.\n${modules.join("\n")}\n`;
  return { path: persistPath, template, mode: 0o644 };
}
