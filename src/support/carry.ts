import type { HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { type Carried, carryFile, digestOnMedium } from "../host/index.ts";
import { type StickLook, visitSticks } from "../sticks/index.ts";

export interface CarryRequest extends Pick<StickLook, "isMeant"> {
  /** Of the bundle on this machine. */
  readonly path: string;
  readonly host: HostIO;
  readonly signal: AbortSignal;
  onBytes?(done: number, total: number): void;
}

export interface OnStick extends Carried {
  /** Name of the stick. */
  readonly on: string;
  readonly name: string;
}

/**
 * Copies a bundle to the one stick that is plugged in. A copy that was cut off goes on where it was. The
 * stick is let go, mounted again and read back: what is compared at the end is what is on it.
 * @throws BUNDLE_NOT_SENT
 */
export async function carryToStick(request: CarryRequest): Promise<OnStick> {
  const { path, host, signal, onBytes } = request;
  const isMeant = request.isMeant === undefined ? {} : { isMeant: request.isMeant };
  const look = { host, signal, ...isMeant };
  const name = path.slice(path.lastIndexOf("/") + 1);
  await requireStick(request);
  const written = await visitSticks({ ...look, access: "write" }, async ({ folder, shown }) => {
    await refuseFull(path, folder, host);
    const progress = onBytes === undefined ? {} : { onBytes };
    const carried = await carryFile(path, `${folder}/${name}`, { signal, ...progress });
    return { ...carried, on: shown, name };
  });
  const [carried] = written.visits;
  if (carried === undefined) throw notSent(written.problems.join("; "));
  const read = await visitSticks(look, ({ folder }) => digestOnMedium(`${folder}/${name}`));
  if (read.visits[0] === carried.sha256) return carried;
  throw notSent(
    `what was written to ${carried.on} does not read back the same`,
    "Use another stick: this one loses data.",
  );
}

const HALF = /^(bringup-support-.+\.tar\.gz)\.part$/;

/**
 * Asked before anything is collected too: nobody waits a minute to hear that there is none.
 * @returns names of bundles whose copy was cut off. @throws BUNDLE_NOT_SENT
 */
export async function requireStick(
  request: Pick<CarryRequest, "host" | "signal" | "isMeant">,
): Promise<readonly string[]> {
  const { host, signal, isMeant } = request;
  const look = { host, signal, ...(isMeant === undefined ? {} : { isMeant }) };
  const { visits, problems } = await visitSticks(look, ({ folder }) => host.files.list(folder));
  if (visits.length === 0) throw notSent(problems.join("; "), "Plug in a stick, or name a folder.");
  if (visits.length === 1) {
    const names = visits.flatMap((list) => list ?? []);
    return names.flatMap((name) => HALF.exec(name)?.[1] ?? []);
  }
  throw notSent(
    `${visits.length} sticks are plugged in`,
    "Leave the one in that is to carry the bundle.",
  );
}

/** Before anything is written; what a copy that was cut off left is part of the room. */
async function refuseFull(path: string, folder: string, { files }: HostIO): Promise<void> {
  const [size, free] = [await files.stat(path), await files.space(folder)];
  const left = await files.stat(`${folder}/${path.slice(path.lastIndexOf("/") + 1)}.part`);
  const room = (free?.freeBytes ?? 0) + (left?.sizeBytes ?? 0);
  if (size !== undefined && size.sizeBytes > room)
    throw new BringupError(
      "DISK_FULL",
      `it takes ${size.sizeBytes} bytes, and the stick has ${room}`,
    );
}

function notSent(message: string, hint?: string): BringupError {
  const options = hint === undefined ? {} : { hint };
  return new BringupError("BUNDLE_NOT_SENT", message || "no USB stick is plugged in", options);
}
