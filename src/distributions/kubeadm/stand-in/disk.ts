/** The files of the host, as a program of the stand-in sees them; absolute paths. */
export interface Disk {
  read(path: string): string | undefined;
  write(path: string, content: string | Uint8Array, mode?: number): void;
}
