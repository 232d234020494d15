import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import type { StandInPlace } from "../../stand-in/place.ts";
import type { ToolDisk } from "./tool.ts";

/** The files below `root`, for a program that runs there. */
export function createToolDisk(root: string): ToolDisk {
  return {
    read: (path) => readFile(join(root, path)).catch(() => undefined),
    async write(path, content, mode) {
      const place = join(root, path);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(`${place}.part`, content, { mode });
      await rename(`${place}.part`, place);
    },
    list: (path) => readdir(join(root, path)).catch(() => []),
    remove: (path) => rm(join(root, path), { recursive: true, force: true }),
  };
}

/** Somebody listens on this port of the host. */
export async function isAnswering({ root, ports }: StandInPlace, port: number): Promise<boolean> {
  const real = ports === "real" ? port : await mappedPort(root, port);
  if (real === undefined) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port: real, host: "127.0.0.1" }, () => resolve(true));
  socket.once("error", () => resolve(false));
  const answers = await promise;
  socket.destroy();
  return answers;
}

async function mappedPort(root: string, port: number): Promise<number | undefined> {
  const text = await readFile(join(root, `/run/bringup/ports/${port}`), "utf8").catch(() => "");
  const real = Number(text);
  return real > 0 ? real : undefined;
}
