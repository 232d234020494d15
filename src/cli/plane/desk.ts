import { resolve } from "node:path";
import { BringupError } from "../../errors/index.ts";
import type { FolderDesk } from "../../plane/index.ts";
import type { Call } from "../command.ts";

/** The folder of the plane, as the operator named it. */
export function folderOf(call: Call): string {
  return resolve(call.text("data") ?? ".");
}

/** Works on the memory of the plane in its folder, whether a server runs beside it or not. */
export async function withDesk<T>(
  call: Call,
  use: (desk: FolderDesk) => T | Promise<T>,
): Promise<T> {
  const { openPlaneFolder } = await import("../../plane/index.ts");
  const desk = await openPlaneFolder(folderOf(call), `cli:${call.world.actor.user}`);
  try {
    return await use(desk);
  } finally {
    desk.close();
  }
}

export function nothingSuch(what: string): BringupError {
  return new BringupError("PLANE_NOTHING_SUCH", `the plane has no ${what}`);
}

/** A count or a rate from an option; absent stays absent. */
export function numberIn(call: Call, option: string): number | undefined {
  const text = call.text(option);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new BringupError("USAGE", `--${option} takes a whole number above 0, not ${text}`);
}
