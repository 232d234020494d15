// Over 100 lines: one effect, and the two ways in which hosts keep it.
import {
  blocked,
  type CheckContext,
  defineHandler,
  done,
  type HostView,
  type RunContext,
  type Step,
  todo,
  type Verdict,
} from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { defineStep, field, type StepOptions } from "./define-step.ts";
import { execChecked } from "./exec-checked.ts";

export interface BootWords {
  /** `name=value` each, as the kernel is to get them from the next start on. */
  readonly words: readonly string[];
}

/** Words on the command line of the kernel. What was there before stays; it is in force after a restart. */
export function bootWordsEnsure(
  options: StepOptions & BootWords,
): Step<"boot-words.ensure", BootWords> {
  const { words } = options;
  return defineStep(options, {
    kind: "boot-words.ensure",
    title: `Start the kernel with ${words.join(" ")}`,
    params: { words },
    impact: "reboot",
    undo: "exact",
    usualMs: 5000,
    limit: { noProgressMs: 120_000, totalMs: 300_000 },
  });
}

/** Boards without a boot menu: one line, given to the kernel as it is. */
const LINES = ["/boot/firmware/cmdline.txt", "/boot/cmdline.txt"];
const GRUB = "/etc/default/grub";
/** Read after `GRUB`, so that nothing of the distribution's own file has to be changed. */
const DROP_IN = "/etc/default/grub.d/90-bringup.cfg";
const KAIROS = "/etc/kairos-release";
const MAKE_MENU = ["update-grub"] as const;

interface Place {
  readonly path: string;
  readonly was: string | undefined;
  /** What the file has to be. */
  readonly text: string;
}

export const bootWordsEnsureHandler = defineHandler<BootWords>("boot-words.ensure", {
  async check({ words }, { host }): Promise<Verdict> {
    const now = ((await host.files.readText("/proc/cmdline")) ?? "").trim().split(/\s+/);
    if (words.every((word) => now.includes(word))) return done("the kernel was started with them");
    const place = await placeOf(words, host);
    if (place === undefined) return byHand(words, host);
    return place.was === place.text
      ? done(`${place.path} has them: they are in force after the next start`)
      : todo(`${place.path} does not have them`);
  },
  async preview({ words }, { host }: CheckContext) {
    const place = await placeOf(words, host);
    if (place === undefined) return [];
    const lines = (sign: "-" | "+", text: string) =>
      text.split("\n").flatMap((line) => (line === "" ? [] : [{ sign, text: line }]));
    return [
      { subject: place.path, lines: [...lines("-", place.was ?? ""), ...lines("+", place.text)] },
    ];
  },
  async capture({ words }, { host }) {
    const place = await placeOf(words, host);
    return { path: place?.path ?? DROP_IN, was: place?.was ?? null };
  },
  async run({ words }, context) {
    const place = await placeOf(words, context.host);
    if (place === undefined)
      throw new BringupError("STEP_FAILED", "no boot loader that is known is on this host");
    await put(place.path, place.text, context);
    context.report({ evidence: `${place.path} is written: restart this host` });
  },
  async undo(_params, captured, context) {
    const path = field(captured, "path", (value) => typeof value === "string");
    const { was } = captured;
    await put(path, typeof was === "string" ? was : undefined, context);
  },
});

async function placeOf(words: readonly string[], host: HostView): Promise<Place | undefined> {
  for (const path of LINES) {
    const was = await host.files.readText(path);
    if (was === undefined) continue;
    const there = was.trim().split(/\s+/);
    const missing = words.filter((word) => !there.includes(word));
    return {
      path,
      was,
      text: missing.length === 0 ? was : `${[was.trim(), ...missing].join(" ")}\n`,
    };
  }
  const isGrub = (await host.files.stat(GRUB)) !== undefined;
  if (!isGrub || (await host.files.stat(KAIROS)) !== undefined) return undefined;
  const text = `# Written by bringup.\nGRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX ${words.join(" ")}"\n`;
  return { path: DROP_IN, was: await host.files.readText(DROP_IN), text };
}

async function byHand(words: readonly string[], host: HostView): Promise<Verdict> {
  const line = words.join(" ");
  if ((await host.files.stat(KAIROS)) === undefined)
    return blocked(
      "the boot loader of this host is not known",
      `Add ${line} to the kernel by hand.`,
    );
  const command = `grub2-editenv /oem/grubenv set extra_cmdline='${line}'`;
  return blocked("the system is an image, and its boot menu is part of it", `Run ${command}.`);
}

/** `undefined`: the file goes. */
async function put(
  path: string,
  text: string | undefined,
  { host, signal }: Omit<RunContext, "report">,
): Promise<void> {
  if (text === undefined) await host.files.remove(path);
  else await host.files.writeAtomic(path, text, { mode: 0o644, signal });
  if (path !== DROP_IN) return;
  await execChecked(host, MAKE_MENU, {
    ...{ timeoutMs: 120_000, signal },
    missingHint: "Install the package grub2-common.",
  });
}
