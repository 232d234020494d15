import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { practiceArtefacts } from "../../src/distributions/index.ts";
import {
  createRootHost,
  exited,
  type RootHost,
  setSelfCommand,
  stopSandbox,
} from "../../src/host/index.ts";
import { BUNDLE } from "./agent-process.ts";
import { ARTEFACTS } from "./k3s-bench.ts";
import { removeTree } from "./remove-tree.ts";

/** A practice host on disk: the stand-in runs as a real process under a real supervisor. */
export async function createSandbox(
  t: { after(close: () => Promise<void>): void },
  { fail }: { readonly fail?: string } = {},
): Promise<RootHost> {
  const root = await mkdtemp(join(tmpdir(), "bringup-k3s-"));
  setSelfCommand([process.execPath, BUNDLE]);
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  for (const [path, text] of Object.entries(KERNEL)) await put(path, text);
  if (fail !== undefined) await put("/etc/bringup/stand-in.json", JSON.stringify({ fail }));
  const host = createRootHost({
    root,
    services: "processes",
    ports: true,
    allowExec: true,
    env: { BRINGUP_STAND_IN_PACE: "0" },
    commands: {
      async modprobe({ argv, host: machine }) {
        await machine.files.makeDirectory(`/sys/module/${argv.at(-1)}`, { mode: 0o755 });
        return exited("");
      },
    },
  });
  await practiceArtefacts(host.files, ARTEFACTS, "amd64");
  t.after(async () => {
    await stopSandbox(host);
    await removeTree(root);
    setSelfCommand(undefined);
  });
  return host;
}

const KERNEL: Readonly<Record<string, string>> = {
  "/proc/sys/kernel/hostname": "practice\n",
  "/proc/net/route":
    "Iface\tDestination\tGateway\tFlags\neth0\t00000000\t01D80A0A\t0003\t0\t0\t100\t00000000\n",
  "/proc/sys/net/ipv4/ip_forward": "0\n",
  "/proc/sys/net/bridge/bridge-nf-call-iptables": "0\n",
  "/proc/sys/net/bridge/bridge-nf-call-ip6tables": "0\n",
  "/proc/sys/fs/inotify/max_user_instances": "128\n",
  "/proc/sys/fs/inotify/max_user_watches": "65536\n",
};
