import { fromCheck } from "../from-check.ts";
import { defineSymptom } from "../symptom.ts";

export const noexecMounts = defineSymptom({
  id: "host.noexec-mounts",
  code: "MOUNTS_NOEXEC",
  row: "D28",
  title: "Containers do not start: permission denied",
  cause: "Hardening mounted /var or /var/lib with noexec, and programs of containers lie there.",
  source: "Palette Edge, agent mode",
  probe: async ({ check }) =>
    fromCheck(await check("system.mounts"), ["MOUNT_NOEXEC"], ["certain", "node-down"]),
  fix: [
    "Allow programs there now: mount -o remount,exec /var (and /var/lib where it is a mount of its own).",
    "Take noexec out of the line in /etc/fstab, so that it stays so after a reboot.",
  ],
});
