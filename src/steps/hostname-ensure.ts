import {
  blocked,
  type CheckContext,
  defineHandler,
  done,
  type HostView,
  type Step,
  todo,
  type UndoRecord,
} from "../engine/index.ts";
import { defineStep, field, type StepOptions } from "./define-step.ts";
import { namesHost, withHostName } from "./hosts-file.ts";
import { maskedChange } from "./masked-change.ts";
import { readOnlyMount } from "./mounts.ts";
import { restoreFile, savedFileIn, saveFile } from "./saved-file.ts";
import { asTemplateText } from "./template.ts";

export interface HostName {
  readonly hostname: string;
}

const KERNEL = "/proc/sys/kernel/hostname";
const STATIC = "/etc/hostname";
const HOSTS = "/etc/hosts";

/** The host name: static, in the kernel, and resolvable through the 127.0.1.1 line. */
export function hostnameEnsure(options: StepOptions & HostName): Step<"hostname.ensure", HostName> {
  const { hostname } = options;
  return defineStep(options, {
    kind: "hostname.ensure",
    title: `Name this host ${hostname}`,
    params: { hostname },
    undo: "exact",
    usualMs: 100,
  });
}

export const hostnameEnsureHandler = defineHandler<HostName>("hostname.ensure", {
  async check({ hostname }, { host }) {
    const now = await kernelName(host, hostname);
    const obstacle = now === hostname ? undefined : await obstacleTo(host);
    if (obstacle !== undefined) return obstacle;
    for (const path of [STATIC, HOSTS]) {
      const kind = (await host.files.stat(path))?.kind ?? "file";
      if (kind !== "file")
        return blocked(`${path} is not a plain file (${kind})`, `Make ${path} a plain file.`);
    }
    if (now !== hostname) return todo(`the kernel says ${now ?? "nothing"}`);
    const text = await host.files.readText(STATIC);
    if (text?.trim() !== hostname) return todo(`${STATIC} says ${text?.trim() || "nothing"}`);
    const hosts = (await host.files.readText(HOSTS)) ?? "";
    return namesHost(hosts, hostname)
      ? done(`this host is named ${hostname}`)
      : todo(`${HOSTS} does not name ${hostname}`);
  },
  async preview({ hostname }, { host, secrets }) {
    const now = await kernelName(host, hostname);
    const kernel = {
      subject: "host name",
      lines: [
        ...(now === undefined ? [] : [{ sign: "-" as const, text: now }]),
        { sign: "+" as const, text: hostname },
      ],
    };
    const files: readonly (readonly [string, string])[] = [
      [STATIC, `${hostname}\n`],
      [HOSTS, withHostName((await host.files.readText(HOSTS)) ?? "", hostname)],
    ];
    const changes = files.map(async ([path, text]) => {
      const before = await host.files.readText(path);
      const template = asTemplateText(text);
      const old = before === undefined ? {} : { before, modeBefore: 0o644 };
      return maskedChange({ subject: path, template, filled: text, mode: 0o644, secrets, ...old });
    });
    return [...(now === hostname ? [] : [kernel]), ...(await Promise.all(changes)).flat()];
  },
  async capture(_params, { host }) {
    const kernel = (await kernelName(host, "")) ?? "";
    return { kernel, static: await saveFile(STATIC, host), hosts: await saveFile(HOSTS, host) };
  },
  async run({ hostname }, { host, signal, report }) {
    const hosts = (await host.files.readText(HOSTS)) ?? "";
    // First the lookup, then the name: programs that resolve their own name never find nothing.
    if (!namesHost(hosts, hostname)) {
      const mode = (await host.files.stat(HOSTS))?.mode ?? 0o644;
      await host.files.writeAtomic(HOSTS, withHostName(hosts, hostname), { mode, signal });
    }
    if ((await host.files.readText(STATIC))?.trim() !== hostname)
      await host.files.writeAtomic(STATIC, `${hostname}\n`, { mode: 0o644, signal });
    if ((await kernelName(host, hostname)) !== hostname)
      await host.files.writeInPlace(KERNEL, `${hostname}\n`);
    report({ evidence: `named ${hostname}` });
  },
  async undo(_params, captured, { host }) {
    const kernel = kernelIn(captured);
    if (kernel !== "" && (await kernelName(host, kernel)) !== kernel)
      await host.files.writeInPlace(KERNEL, `${kernel}\n`);
    await restoreFile(savedFileIn(captured, "static"), host);
    await restoreFile(savedFileIn(captured, "hosts"), host);
  },
});

/** A directory has no kernel: `atBoot` is what its file will make of it. */
async function kernelName(host: HostView, atBoot: string): Promise<string | undefined> {
  if (host.isOffline) return atBoot;
  const text = (await host.files.readText(KERNEL))?.trim();
  return text === "" ? undefined : text;
}

async function obstacleTo(host: CheckContext["host"]) {
  const stat = await host.files.stat(KERNEL);
  if (stat === undefined || (await readOnlyMount(KERNEL, host)))
    return blocked(
      `the kernel's host name cannot be changed here (${KERNEL} is ${stat ? "read-only" : "not there"})`,
      "In a container, set the name on the machine around it.",
    );
  return undefined;
}

function kernelIn(captured: UndoRecord): string {
  return field(captured, "kernel", (value) => typeof value === "string");
}
