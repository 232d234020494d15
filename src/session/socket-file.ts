import { lstat, rename, unlink } from "node:fs/promises";
import { connect, type Server } from "node:net";
import { dirname, join } from "node:path";
import { BringupError } from "../errors/index.ts";

/** A socket somebody can connect to, with its way to disappear again. */
export interface SocketFile {
  remove(): Promise<void>;
}

/**
 * Listens on a path. A socket left behind by a dead process is replaced in one step (bind beside it,
 * rename over it), so there is never a moment without one; a living one is never touched.
 */
export async function listenOn(server: Server, path: string, mode: number): Promise<SocketFile> {
  await refuseIfUsed(path);
  const beside = join(dirname(path), `.${process.pid.toString(36)}`);
  await unlink(beside).catch(() => {});
  await bindWithMode(server, beside, mode);
  await rename(beside, path);
  const { ino } = await lstat(path);
  return {
    async remove() {
      const now = await lstat(path).catch(() => undefined);
      if (now?.ino === ino) await unlink(path).catch(() => {});
    },
  };
}

async function refuseIfUsed(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new BringupError("FILE_UNWRITABLE", `${path} is in the way: it is not a socket`, {
      hint: "Move it away, or choose another --state-dir.",
    });
  }
  if (!(await isAnswered(path))) return;
  throw new BringupError("HOST_LOCKED", `another agent already listens on ${path}`);
}

/** Whether a living process listens there. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const finish = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("connect", () => finish(true));
    // A full backlog means that somebody is there.
    socket.once("error", (error: NodeJS.ErrnoException) => finish(error.code === "EAGAIN"));
  });
}

/** The mode holds from the first moment: `listen` binds before it returns, under our umask. */
function bindWithMode(server: Server, path: string, mode: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const before = process.umask(0o777 & ~mode);
    try {
      server.listen(path, () => {
        server.off("error", reject);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}
