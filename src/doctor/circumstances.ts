import type { Patient } from "./patient.ts";
import type { Circumstance } from "./symptom.ts";

/** Made by every kubelet at its first start. */
const KUBELET = "/var/lib/kubelet";

export const onNode: Circumstance = {
  otherwise: "no kubelet was ever started on this host",
  holds: async ({ host }) => (await host.files.stat(KUBELET)) !== undefined,
};

export const onKairos: Circumstance = {
  otherwise: "this is no immutable system of Kairos",
  async holds(patient) {
    const { os } = await patient.inventory();
    if (os.is === "unknown") throw new Error(os.why);
    return os.is === "known" && os.value.isKairos;
  },
};

/** What the kernel was started with. */
export async function commandLineOf(patient: Patient): Promise<string> {
  const { kernel } = await patient.inventory();
  if (kernel.is === "known") return kernel.value.commandLine;
  throw new Error(kernel.is === "unknown" ? kernel.why : "the kernel says nothing of itself");
}
