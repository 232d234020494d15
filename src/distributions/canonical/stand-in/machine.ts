import type { Clock } from "../../../engine/index.ts";

/** The files of the host, as a program of the stand-in sees them; absolute paths. */
export interface Disk {
  read(path: string): string | undefined;
  write(path: string, content: string, mode?: number): void;
  /** A file, or a folder with all in it. */
  drop(path: string): void;
  link(path: string, target: string): void;
}

/** The host that the stand-in changes, in memory or as processes of a sandbox. */
export interface StandInMachine {
  readonly disk: Disk;
  readonly clock: Pick<Clock, "nowMs">;
  /** 1: a few seconds to a Ready node; 0: at once. */
  readonly pace: number;
  startUnit(unit: string): Promise<void>;
  stopUnit(unit: string): Promise<void>;
  /** One more address of this host; absent: whoever asks it is told otherwise. */
  bringUp?(address: string): void;
}

const WANTS = "/etc/systemd/system/multi-user.target.wants";
const UNITS = "/etc/systemd/system";

/** As `systemctl enable` does. */
export function enableUnit(disk: Disk, unit: string): void {
  disk.link(`${WANTS}/${unit}`, `${UNITS}/${unit}`);
}

export function disableUnit(disk: Disk, unit: string): void {
  disk.drop(`${WANTS}/${unit}`);
}

export function writeUnit(disk: Disk, unit: string, program: string): void {
  const text = `[Unit]
Description=Simulated: stands for ${unit}

[Service]
ExecStart=${program}
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;
  disk.write(`${UNITS}/${unit}`, text, 0o644);
}

export function dropUnit(disk: Disk, unit: string): void {
  disk.drop(`${WANTS}/${unit}`);
  disk.drop(`${UNITS}/${unit}`);
}
