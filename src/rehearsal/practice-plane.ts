import { join } from "node:path";
import type { FilesIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import {
  type Plane,
  type PlaneEvent,
  type PlaneOptions,
  type PlaneToken,
  startPlane,
} from "../plane/index.ts";

/** Tokens to practise with; they open nothing but this plane. */
export const PRACTICE_TOKENS: readonly PlaneToken[] = [
  { token: "practice", project: "practice" },
  { token: "practice-expired", project: "practice", expiresMs: 0 },
  { token: "practice-revoked", project: "practice", revoked: true },
];

export interface PracticePlaneParts {
  readonly stateDir: string;
  readonly files: FilesIO;
  onEvent(event: PlaneEvent): void;
}

/** A real plane on loopback; it keeps its port, so that a registered host finds it again. */
export async function startPracticePlane(parts: PracticePlaneParts): Promise<Plane> {
  const { stateDir, files, onEvent } = parts;
  const portFile = join(stateDir, "plane-port");
  const database = join(stateDir, "plane.db");
  const options: Omit<PlaneOptions, "listen"> = {
    tokens: PRACTICE_TOKENS,
    database,
    // It decides about nothing but practice, and only this machine reaches it.
    signIn: "nobody",
    onEvent,
  };
  const listen = (port: number) => startPlane({ ...options, listen: { host: "127.0.0.1", port } });
  const known = Number(await files.readText(portFile));
  const start = () =>
    // Somebody else may have taken the port meanwhile: then a new one, and the site layer says so.
    Number.isInteger(known) && known > 0 ? listen(known).catch(() => listen(0)) : listen(0);
  const plane = await start().catch(async (thrown: unknown) => {
    if (!(thrown instanceof BringupError && thrown.code === "PLANE_DATA_UNUSABLE")) throw thrown;
    await setAside(database, files);
    return start();
  });
  await files.writeAtomic(portFile, `${new URL(plane.url).port}\n`, { mode: 0o600 });
  return plane;
}

/** What was practised is lost, which a real plane must never do by itself. */
async function setAside(database: string, files: FilesIO): Promise<void> {
  await files.copy(database, `${database}.unreadable`, { mode: 0o600 });
  for (const suffix of ["", "-wal", "-shm"]) await files.remove(database + suffix);
}
