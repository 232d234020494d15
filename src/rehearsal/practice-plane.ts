import { join } from "node:path";
import type { FilesIO } from "../engine/index.ts";
import {
  filePlaneStore,
  type Plane,
  type PlaneEvent,
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
  const options = {
    tokens: PRACTICE_TOKENS,
    store: filePlaneStore(join(stateDir, "plane.json")),
    onEvent,
  };
  const listen = (port: number) => startPlane({ ...options, listen: { host: "127.0.0.1", port } });
  const known = Number(await files.readText(portFile));
  // Somebody else may have taken the port meanwhile: then a new one, and the site layer says so.
  const plane =
    Number.isInteger(known) && known > 0
      ? await listen(known).catch(() => listen(0))
      : await listen(0);
  await files.writeAtomic(portFile, `${new URL(plane.url).port}\n`, { mode: 0o600 });
  return plane;
}
