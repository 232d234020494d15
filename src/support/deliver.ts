import { isAbsolute } from "node:path";
import type { HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { carryToStick, type OnStick, requireStick } from "./carry.ts";
import { type SavedBundle, type SaveRequest, saveBundle } from "./save.ts";
import { refusedUrl, sendBundle, shownUrl } from "./send.ts";

export type Destination =
  | { readonly is: "usual" }
  | { readonly is: "folder"; readonly folder: string }
  | { readonly is: "usb" }
  | { readonly is: "url"; readonly url: string };

/** What a person typed: nothing, `usb`, an address, or an absolute path. @throws USAGE */
export function destinationOf(given: string | undefined): Destination {
  if (given === undefined) return { is: "usual" };
  if (given === "usb") return { is: "usb" };
  if (isAbsolute(given)) return { is: "folder", folder: given };
  const refused = refusedUrl(given);
  if (refused === undefined) return { is: "url", url: given };
  throw new BringupError("USAGE", `${shownUrl(given)}: ${refused}`, {
    hint: "Give a folder, usb, or an https address.",
  });
}

export interface Delivery {
  readonly save: SaveRequest;
  readonly to: Destination;
  /** Whose sticks are meant. */
  readonly host: HostIO;
  http(): Promise<HostIO["http"]>;
  onCopy?(done: number, total: number): void;
}

export interface Delivered extends SavedBundle {
  readonly onStick?: OnStick;
  /** Without its query. */
  readonly sentTo?: string;
}

/** Makes the bundle and brings it where it was asked for; a copy stays on this machine. */
export async function deliverBundle(delivery: Delivery): Promise<Delivered> {
  const { to, host } = delivery;
  const folders = to.is === "folder" ? [to.folder] : delivery.save.folders;
  const save = { ...delivery.save, folders };
  const { signal } = save;
  if (to.is === "usb") {
    const begun = await begunBefore(await requireStick({ host, signal }), save);
    if (begun !== undefined) return await bring(begun, delivery);
  }
  const saved = await saveBundle(save);
  try {
    return await bring(saved, delivery);
  } catch (thrown) {
    throw stillHere(thrown, saved.path);
  }
}

/** A bundle that is still here and half on the stick: its copy goes on, and no other is made. */
async function begunBefore(
  names: readonly string[],
  { folders, files }: SaveRequest,
): Promise<SavedBundle | undefined> {
  for (const path of folders.flatMap((folder) => names.map((name) => `${folder}/${name}`))) {
    const stat = await files.stat(path).catch(() => undefined);
    if (stat === undefined) continue;
    const made = new Date(stat.modifiedMs).toISOString().slice(0, 16).replace("T", " ");
    const notes = [`its copy was cut off and went on: it was made at ${made} UTC`];
    const name = path.slice(path.lastIndexOf("/") + 1);
    const about = { name, madeMs: stat.modifiedMs, tookMs: 0, entries: [], notes };
    return { path, report: { ...about, bytes: stat.sizeBytes } };
  }
  return undefined;
}

/** Made, and not brought where it should go: it is somewhere all the same. */
function stillHere(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof BringupError && thrown.code === "BUNDLE_NOT_SENT")) return thrown;
  const { message, hint } = thrown;
  return new BringupError("BUNDLE_NOT_SENT", `${message}; the bundle is ${path}`, {
    hint,
    cause: thrown,
  });
}

async function bring(saved: SavedBundle, delivery: Delivery): Promise<Delivered> {
  const { to, host, save } = delivery;
  const { signal } = save;
  const onBytes = delivery.onCopy?.bind(delivery);
  const copying = { path: saved.path, signal, ...(onBytes === undefined ? {} : { onBytes }) };
  if (to.is === "usb") return { ...saved, onStick: await carryToStick({ ...copying, host }) };
  if (to.is !== "url") return saved;
  await sendBundle({ ...copying, url: to.url, http: await delivery.http() });
  return { ...saved, sentTo: shownUrl(to.url) };
}
