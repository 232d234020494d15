import { BOOT_UNIT, NAMES, WATCH_UNIT } from "./folder.ts";

/** How the script is started: through the shell where there is one, as /var may forbid programs. */
export interface ScriptCall {
  readonly folder: string;
  readonly shell: string | null;
}

/** The unit files of a try, by name. */
export function unitTexts({ folder, shell }: ScriptCall): Readonly<Record<string, string>> {
  const script = `${shell === null ? "" : `${shell} `}${folder}/${NAMES.script}`;
  return {
    [WATCH_UNIT]: `[Unit]
Description=bringup: brings the former network settings back unless the new ones are confirmed
After=${BOOT_UNIT}
RequiresMountsFor=${folder}
# Killed or failed, it starts again: nobody else keeps the time.
StartLimitIntervalSec=0

[Service]
ExecStart=${script} watch
Restart=on-failure
RestartSec=1
OOMScoreAdjust=-900
UMask=0077

[Install]
WantedBy=multi-user.target
`,
    [BOOT_UNIT]: `[Unit]
Description=bringup: undoes network settings that were not confirmed, before the network comes up
DefaultDependencies=no
After=local-fs.target
Before=network-pre.target systemd-networkd.service NetworkManager.service networking.service shutdown.target
Conflicts=shutdown.target
RequiresMountsFor=${folder}

[Service]
Type=oneshot
ExecStart=${script} boot
UMask=0077

[Install]
WantedBy=sysinit.target
`,
  };
}
