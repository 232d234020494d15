import { createMemoryHost, exited } from "../../src/host/index.ts";

type Files = Readonly<Record<string, string>>;

function drive(name: string, label: string) {
  const part = { name: `${name}1`, "maj:min": "8:17", type: "part", size: 8e9, rm: true };
  const disk = { name, "maj:min": "8:16", type: "disk", size: 8e9, rm: true, tran: "usb" };
  return { ...disk, children: [{ ...part, fstype: "vfat", label }] };
}

/** A machine with these sticks by label; what is written to one is kept in `sticks` when it is let go. */
export function createStickHost(given: Readonly<Record<string, Files>>) {
  const sticks: Record<string, Files> = { ...given };
  const labels = Object.keys(given);
  const devices = labels.map((label, at) => drive(`sd${"bcd"[at]}`, label));
  const labelAt = (folder = "") => labels["bcd".indexOf(folder.at(-2) ?? "")] ?? "";
  const host = createMemoryHost({
    diskBytes: 2 ** 31,
    commands: {
      lsblk: () => exited(JSON.stringify({ blockdevices: devices })),
      async mount({ argv, host }) {
        const folder = argv.at(-1) ?? "";
        for (const [name, text] of Object.entries(sticks[labelAt(folder)] ?? {}))
          host.put(`${folder}/${name.replace(/^\/+/, "")}`, text);
        return exited("");
      },
      async umount({ argv, host }) {
        const folder = argv.at(-1) ?? "";
        const kept: Record<string, string> = {};
        const keep = async (at: string): Promise<void> => {
          for (const name of (await host.files.list(`${folder}${at}`)) ?? []) {
            const text = await host.files.readText(`${folder}${at}/${name}`).catch(() => undefined);
            if (text === undefined) await keep(`${at}/${name}`);
            else kept[`${at}/${name}`.slice(1)] = text;
          }
        };
        await keep("");
        if (Object.keys(kept).length > 0) sticks[labelAt(folder)] = kept;
        await host.files.removeTree(folder);
        return exited("");
      },
    },
  });
  return { host, sticks };
}
