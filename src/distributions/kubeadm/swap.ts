import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";

export const FSTAB = "/etc/fstab";
/** Stands before lines of swap that we switched off. */
const MARK = "#bringup-no-swap# ";

/** distributions.md 13.1 H7: the kubelet does not start with swap. */
export function swapStep(): Step {
  return {
    id: "kubeadm.swap",
    kind: "kubeadm.swap",
    title: "Switch swap off, now and at every boot",
    params: { writes: [FSTAB] },
    inputsDigest: digestOf({}),
    impact: "none",
    undo: "exact",
    usualMs: 1000,
    limit: { noProgressMs: 120_000, totalMs: 300_000 },
    rerun: "safe",
  };
}

export const swapHandler = defineHandler<object, "kubeadm.swap">("kubeadm.swap", {
  async check(_params, context) {
    const areas = await areasOf(context);
    if (areas.length > 0) return todo(`swap is on: ${areas.join(", ")}`);
    const table = (await context.host.files.readText(FSTAB)) ?? "";
    return withoutSwap(table) === table ? done("swap is off") : todo(`${FSTAB} has it at boot`);
  },
  async preview(_params, context) {
    const table = (await context.host.files.readText(FSTAB)) ?? "";
    const lines = table.split("\n").filter((line) => isSwap(line));
    return [
      { subject: "swap", lines: (await areasOf(context)).map((text) => ({ sign: "-", text })) },
      { subject: FSTAB, lines: lines.map((text) => ({ sign: "-", text })) },
    ];
  },
  async capture(_params, context) {
    const table = await context.host.files.readText(FSTAB);
    return { areas: await areasOf(context), table: table ?? null };
  },
  async run(_params, context) {
    const { host, signal, report } = context;
    const table = (await host.files.readText(FSTAB)) ?? "";
    const without = withoutSwap(table);
    if (without !== table) await host.files.writeAtomic(FSTAB, without, { mode: 0o644, signal });
    if ((await areasOf(context)).length > 0)
      await host.exec(["swapoff", "-a"], { timeoutMs: 240_000, signal });
    const left = await areasOf(context);
    if (left.length === 0) return report({ evidence: "swap is off" });
    throw new BringupError("STEP_FAILED", `swap is still on: ${left.join(", ")}`, {
      hint: left.some((area) => area.includes("zram"))
        ? "Mask the service that makes zram swap, then resume."
        : "Free memory so that swapoff -a can end, then resume.",
    });
  },
  async undo(_params, { areas, table }, { host, signal }) {
    if (typeof table === "string")
      await host.files.writeAtomic(FSTAB, table, { mode: 0o644, signal });
    for (const area of Array.isArray(areas) ? areas : [])
      await host.exec(["swapon", String(area)], { timeoutMs: 60_000, signal });
  },
});

/** In a directory, as in a rehearsal, the swap of the machine around it is none of ours. */
async function areasOf({ host }: Pick<CheckContext, "host">): Promise<readonly string[]> {
  if (host.kind === "root") return [];
  const lines = ((await host.files.readText("/proc/swaps")) ?? "").trim().split("\n").slice(1);
  return lines.map((line) => line.split(/\s+/)[0] ?? "");
}

function isSwap(line: string): boolean {
  return !line.trimStart().startsWith("#") && line.trim().split(/\s+/)[2] === "swap";
}

/** As the table was before this tool changed it. */
export function withSwap(table: string): string {
  return table.replaceAll(MARK, "");
}

function withoutSwap(table: string): string {
  return table
    .split("\n")
    .map((line) => (isSwap(line) ? MARK + line : line))
    .join("\n");
}
