import type { HostView } from "../engine/index.ts";
import { parseCpuinfo } from "./cpu.ts";
import { mountOf, parseMounts } from "./mounts.ts";
import { readDetail, readRequired } from "./read.ts";
import type { Virtualization } from "./types.ts";

/**
 * Own reading in place of systemd-detect-virt: that one says "docker" for a virtual machine whose
 * root was once an image, because it trusts a left-over /.dockerenv.
 */
export async function observeVirtualization(host: HostView): Promise<Virtualization> {
  const { flags } = parseCpuinfo(await readRequired(host, "/proc/cpuinfo"));
  const [container, machine, kvm] = await Promise.all([
    containerKind(host),
    machineKind(host, flags.includes("hypervisor")),
    host.files.stat("/dev/kvm"),
  ]);
  const hasFlag = flags.includes("vmx") || flags.includes("svm");
  const isArm = flags.includes("asimd");
  return { kind: container ?? machine, canHost: hasFlag || (isArm && kvm !== undefined) };
}

async function containerKind(host: HostView): Promise<string | undefined> {
  // Written by systemd when it is process 1 of a container.
  if ((await readDetail(host, "/run/systemd/container")) !== undefined) return "container";
  const marks = await Promise.all(
    ["/.dockerenv", "/run/.containerenv"].map((path) => host.files.stat(path)),
  );
  if (marks.every((mark) => mark === undefined)) return undefined;
  const mounts = await host.files.readText("/proc/self/mountinfo");
  if (mounts === undefined) return undefined;
  return mountOf("/", parseMounts(mounts))?.filesystem === "overlay" ? "container" : undefined;
}

/** Vendor strings as systemd's virt.c reads them. */
const VENDORS: readonly (readonly [RegExp, string])[] = [
  [/\bKVM\b|OpenStack|KubeVirt/, "kvm"],
  [/QEMU/, "kvm"],
  [/VMware|VMW/, "vmware"],
  [/innotek|VirtualBox/, "virtualbox"],
  [/^Xen/, "xen"],
  [/Amazon EC2/, "amazon"],
  [/Google Compute Engine/, "google"],
  [/Parallels/, "parallels"],
  [/Microsoft Corporation Virtual Machine/, "hyper-v"],
  [/Bochs/, "bochs"],
];

async function machineKind(host: HostView, hasHypervisorFlag: boolean): Promise<string> {
  const [vendor, product, clocks, tree, xen] = await Promise.all([
    readDetail(host, "/sys/class/dmi/id/sys_vendor"),
    readDetail(host, "/sys/class/dmi/id/product_name"),
    readDetail(host, "/sys/devices/system/clocksource/clocksource0/available_clocksource"),
    readDetail(host, "/proc/device-tree/hypervisor/compatible"),
    readDetail(host, "/sys/hypervisor/type"),
  ]);
  const name = `${vendor ?? ""} ${product ?? ""}`.trim();
  const known = VENDORS.find(([pattern]) => pattern.test(name))?.[1];
  // Bare-metal instances carry the cloud's name too, so there the flag has to agree.
  const isCloud = known === "amazon" || known === "google";
  if (known !== undefined && (hasHypervisorFlag || !isCloud)) return known;
  if (xen !== undefined) return "xen";
  if (tree !== undefined) return /kvm/.test(tree) ? "kvm" : "other";
  if (!hasHypervisorFlag) return "none";
  if (clocks?.includes("kvm-clock")) return "kvm";
  if (clocks?.includes("hyperv")) return "hyper-v";
  return "other";
}
