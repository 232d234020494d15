import {
  blocked,
  type CheckContext,
  defineHandler,
  done,
  type Step,
  todo,
  type UndoRecord,
  type Verdict,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { sanitize } from "../text/index.ts";
import { defineStep, field, type StepOptions } from "./define-step.ts";
import { readOnlyMount } from "./mounts.ts";
import { checkOwnedFile, type OwnedFile, previewOwnedFile, runOwnedFile } from "./owned-file.ts";
import { restoreFile, savedFileIn, saveFile } from "./saved-file.ts";

export interface KernelSettings {
  /** By name as sysctl(8) prints it: `net.ipv4.ip_forward`; a name with `/` is taken as a path. */
  readonly values: Readonly<Record<string, string>>;
  /** A file of ours in /etc/sysctl.d, read at every boot. */
  readonly persistPath: string;
}

/** Kernel settings in force now and at every boot. Undo brings the former values back. */
export function sysctlEnsure(
  options: StepOptions & KernelSettings,
): Step<"sysctl.ensure", KernelSettings> {
  const { values, persistPath } = options;
  const count = Object.keys(values).length;
  return defineStep(options, {
    kind: "sysctl.ensure",
    title: `Set ${count} sysctl${count === 1 ? "" : "s"}`,
    params: { values, persistPath },
    undo: "exact",
    usualMs: 1_000,
  });
}

export const sysctlEnsureHandler = defineHandler<KernelSettings>("sysctl.ensure", {
  async check(params, context) {
    const differing = await differingSettings(params, context);
    const obstacle = await obstacleTo(differing, context);
    if (obstacle !== undefined) return obstacle;
    const [first] = differing;
    if (first !== undefined)
      return todo(`${first.name} is ${first.now ?? "not there yet"}, not ${first.wanted}`);
    const file = await checkOwnedFile(persistFile(params), context);
    return file.is === "done" ? done("the kernel settings are in force") : file;
  },
  async preview(params, context) {
    const lines = (await differingSettings(params, context)).flatMap(({ name, now, wanted }) => [
      ...(now === undefined ? [] : [{ sign: "-" as const, text: `${name} = ${sanitize(now)}` }]),
      { sign: "+" as const, text: `${name} = ${wanted}` },
    ]);
    const kernel = lines.length === 0 ? [] : [{ subject: "kernel settings", lines }];
    return [...kernel, ...(await previewOwnedFile(persistFile(params), context))];
  },
  async capture(params, context) {
    const { host } = context;
    const former = (await differingSettings(params, context)).flatMap(({ path, now }) =>
      now === undefined ? [] : [[path, now] as const],
    );
    return { former: Object.fromEntries(former), file: await saveFile(params.persistPath, host) };
  },
  async run(params, context) {
    const { host, signal, report } = context;
    for (const { name, path, now, wanted } of await differingSettings(params, context)) {
      signal.throwIfAborted();
      if (now === undefined)
        throw new BringupError("STEP_FAILED", `this kernel has no setting ${name}`, {
          hint: "Load the kernel module it belongs to.",
        });
      await host.files.writeInPlace(path, `${wanted}\n`);
      report({ evidence: `${name} = ${wanted}` });
    }
    await runOwnedFile(persistFile(params), context);
  },
  async undo(_params, captured, { host }) {
    for (const [path, value] of Object.entries(formerIn(captured))) {
      if ((await host.files.stat(path)) !== undefined)
        await host.files.writeInPlace(path, `${value}\n`);
    }
    await restoreFile(savedFileIn(captured, "file"), host);
  },
});

interface DifferingSetting {
  readonly name: string;
  readonly path: string;
  readonly now: string | undefined;
  readonly wanted: string;
}

async function differingSettings(
  { values }: KernelSettings,
  { host }: CheckContext,
): Promise<readonly DifferingSetting[]> {
  const differing: DifferingSetting[] = [];
  // A directory has no kernel; the file in it takes effect at its first boot.
  if (host.isOffline) return differing;
  for (const [name, given] of Object.entries(values)) {
    const path = settingPath(name);
    const wanted = blanks(given);
    const now = await host.files.readText(path);
    if (now === undefined || blanks(now) !== wanted)
      differing.push({ name, path, now: now === undefined ? undefined : blanks(now), wanted });
  }
  return differing;
}

async function obstacleTo(
  differing: readonly DifferingSetting[],
  { host }: CheckContext,
): Promise<Verdict | undefined> {
  if (differing.length === 0) return undefined;
  if ((await host.files.stat("/proc/sys")) === undefined)
    return blocked("/proc/sys is not there", "Run this on a machine with a mounted /proc.");
  for (const { name, path, now, wanted } of differing) {
    // One by one: containers may change the settings of their own network, and no others.
    if (await readOnlyMount(path, host))
      return blocked(
        `/proc/sys is read-only here, and ${name} is not ${wanted}`,
        "In a container, set it on the machine around it.",
      );
    if (now === undefined && !comesWithModule(name))
      return blocked(`this kernel has no setting ${name}`, "Check the name and the kernel.");
    const stat = now === undefined ? undefined : await host.files.stat(path);
    if (stat !== undefined && (stat.mode & 0o222) === 0)
      return blocked(
        `the kernel setting ${name} is read-only`,
        "It cannot be changed at run time.",
      );
  }
  return undefined;
}

/** These appear when a module is loaded, usually by a step before this one. */
function comesWithModule(name: string): boolean {
  return /^net[./](bridge|netfilter|nf_conntrack)/.test(name);
}

/** Like sysctl(8): the first separator decides; with dots, a `/` stands for a dot in a name. */
export function settingPath(name: string): string {
  const isPath = (/[./]/.exec(name)?.[0] ?? ".") === "/";
  const swapped = name.replace(/[./]/g, (separator) => (separator === "." ? "/" : "."));
  const path = `/proc/sys/${isPath ? name : swapped}`;
  if (path.split("/").includes("..")) throw new BringupError("BUG", `not a sysctl name: ${name}`);
  return path;
}

function blanks(value: string): string {
  return value.trim().replace(/\s+/g, " ");
}

function persistFile({ values, persistPath }: KernelSettings): OwnedFile {
  const lines = Object.entries(values).map(([name, value]) => `${name} = ${blanks(value)}`);
  const template = `# Written by bringup; changes here are overwritten.\n${lines.join("\n")}\n`;
  return { path: persistPath, template, mode: 0o644 };
}

function formerIn(captured: UndoRecord): Readonly<Record<string, string>> {
  return field(captured, "former", (value): value is Readonly<Record<string, string>> =>
    typeof value === "object" && value !== null
      ? Object.values(value).every((item) => typeof item === "string")
      : false,
  );
}
