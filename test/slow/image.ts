import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { makeTree, PACKAGES, SUITE } from "../support/debian-tree.ts";
import { kept } from "../support/kept.ts";
import { switchOn } from "./guest.ts";
import { hardware, type Image } from "./hardware.ts";

/** The programs this needs, and the Debian package that has each. */
export const TOOLS = {
  "qemu-system-x86_64": "qemu-system-x86",
  "qemu-img": "qemu-utils",
  mke2fs: "e2fsprogs",
  setpriv: "util-linux",
} as const;

/** What a machine has and a container does not. */
const MORE_PACKAGES = [
  ...["linux-image-amd64", "initramfs-tools", "zstd", "udev", "netplan.io", "dnsmasq-base"],
  ...["util-linux-extra", "iputils-ping", "ethtool"],
];

/** Laid over the tree of the guest. */
const FILES = join(import.meta.dirname, "guest");
const DISK = "3G";

/** The snapshot every image has: systemd has just come up. */
export const BOOTED = "booted";

/** The image of the guest; made in some minutes when this machine has none yet. Do not write to it. */
export async function guestImage(): Promise<Image> {
  const packages = [...PACKAGES, ...MORE_PACKAGES];
  const qemu = execFileSync("qemu-system-x86_64", ["--version"]).toString();
  const files = globSync("**", { cwd: FILES, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  const texts = files.map((path) => [path.slice(FILES.length), readFileSync(path, "utf8")].join());
  const debian = await kept("packages", [SUITE, ...packages], (place) =>
    makeTree(join(place, "tree"), packages),
  );
  const folder = await kept(
    "guest",
    [debian, DISK, qemu, ...hardware(inFolder(""), ""), ...texts],
    (place) => makeImage(place, join(debian, "tree")),
  );
  return inFolder(folder);
}

/** A copy of the image that may be written to. */
export function copyImage(image: Image, folder: string): Image {
  const disk = join(folder, "disk.qcow2");
  execFileSync("cp", ["--reflink=auto", "--sparse=always", image.disk, disk]);
  return { ...image, disk };
}

const inFolder = (folder: string): Image => ({
  disk: join(folder, "disk.qcow2"),
  kernel: join(folder, "vmlinuz"),
  initrd: join(folder, "initrd.img"),
});

async function makeImage(folder: string, debian: string): Promise<void> {
  const tree = join(folder, "tree");
  execFileSync("cp", ["-a", "--reflink=auto", debian, tree]);
  prepareTree(tree);
  for (const name of ["vmlinuz", "initrd.img"]) {
    const [path = ""] = globSync(join(tree, "boot", `${name}-*`));
    renameSync(path, join(folder, name));
  }
  makeDisk(tree, join(folder, "disk.qcow2"));
  rmSync(tree, { recursive: true });
  const running = join(folder, "running");
  mkdirSync(running);
  const guest = await switchOn(inFolder(folder), running);
  try {
    await guest.save(BOOTED);
  } finally {
    await guest.switchOff();
    rmSync(running, { recursive: true });
  }
}

function prepareTree(tree: string): void {
  cpSync(FILES, tree, { recursive: true });
  // Programs of git have an execute bit; netplan wants its files private.
  for (const path of globSync(join(tree, "etc/netplan/*.yaml"))) chmodSync(path, 0o600);
  const inside = [
    "systemctl enable systemd-networkd systemd-resolved lab-shell lab-peer lab-dnsmasq",
    "systemctl mask apt-daily.timer apt-daily-upgrade.timer",
    "ln -sf ../run/systemd/resolve/stub-resolv.conf /etc/resolv.conf",
    "update-initramfs -u -k all",
  ];
  execFileSync("chroot", [tree, "sh", "-ec", inside.join("\n")], {
    stdio: "pipe",
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8", HOME: "/root" },
  });
}

function makeDisk(tree: string, disk: string): void {
  const raw = `${disk}.raw`;
  execFileSync("mke2fs", ["-q", "-t", "ext4", "-d", tree, raw, DISK]);
  execFileSync("qemu-img", ["convert", "-O", "qcow2", raw, disk]);
  rmSync(raw);
}

/** A CD with one folder on it, read by `mount /dev/sr0`. */
export function burn(content: string, to: string): void {
  const bytes = globSync(join(content, "**"))
    .map((path) => statSync(path).size)
    .reduce((sum, size) => sum + size, 0);
  const megabytes = Math.ceil(bytes / 2 ** 20) + 16;
  execFileSync("mke2fs", ["-q", "-t", "ext2", "-b", "4096", "-d", content, to, `${megabytes}M`]);
}
