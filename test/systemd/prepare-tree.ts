import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What a container lacks of a machine: a host name it may change, limits it may write (files here, for
 * the real ones are those of the machine around it), a clock service that may run.
 */
const FILES: Readonly<Record<string, string>> = {
  "etc/machine-id": "",
  "etc/hostname": "edge\n",
  "etc/lab/max_user_instances": "128\n",
  "etc/lab/max_user_watches": "8192\n",
  "etc/systemd/system/lab.service": `[Unit]
Description=What a machine of its own may write
DefaultDependencies=no
Before=sysinit.target
ConditionPathExists=/etc/lab/own-machine

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/etc/lab/make-writable

[Install]
WantedBy=sysinit.target
`,
  "etc/systemd/system/systemd-timesyncd.service.d/lab.conf": `[Unit]
ConditionVirtualization=

[Service]
CapabilityBoundingSet=
AmbientCapabilities=
`,
};

const MAKE_WRITABLE = `#!/bin/sh -e
mount --bind /proc/sys/kernel/hostname /proc/sys/kernel/hostname
mount -o remount,bind,rw /proc/sys/kernel/hostname
for name in max_user_instances max_user_watches; do
  mount --bind /etc/lab/$name /proc/sys/fs/inotify/$name
done
`;

export function prepareTree(tree: string): void {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    rmSync(join(tree, path), { force: true });
    writeFileSync(join(tree, path), text);
  }
  writeFileSync(join(tree, "etc/lab/make-writable"), MAKE_WRITABLE, { mode: 0o755 });
  link(tree, "etc/systemd/system/sysinit.target.wants/lab.service", "../lab.service");
  link(tree, "usr/bin/bringup", "/usr/lib/bringup/bin/bringup");
}

function link(tree: string, path: string, target: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  symlinkSync(target, join(tree, path));
}
