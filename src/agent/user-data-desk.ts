import { isDeepStrictEqual } from "node:util";
import { digestOf, type HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import type { BlockDevice } from "../inventory/index.ts";
import type {
  FoundUserData,
  GivenUserData,
  UserDataFinding,
  UserDataPreview,
} from "../session/index.ts";
import {
  diffDocuments,
  type EdgeHost,
  formatPath,
  type Issue,
  isMap,
  mergeLayers,
  type Origins,
  originOf,
  parsePath,
  valueAt,
} from "../spec/index.ts";
import { filesOn, type Stick, visitSticks } from "../sticks/index.ts";
import {
  keptOf,
  mergeUserData,
  parseUserData,
  type Section,
  toHost,
  userDataRows,
  viewOfAll,
} from "../user-data/index.ts";
import type { LayerChange } from "./user-data-layers.ts";

/** User-data a plan is made with. */
export interface AskedUserData {
  readonly change: LayerChange;
  readonly secrets: Readonly<Record<string, string>>;
  /** All it says, for the preview; never kept. */
  readonly said: Section;
}

type Accepted =
  | { readonly is: "accepted"; readonly asked: AskedUserData }
  | { readonly is: "invalid"; readonly issues: readonly Issue[] };

/** Finds user-data on media, and judges what is to be taken over. */
export interface UserDataDesk {
  look(signal: AbortSignal): Promise<UserDataFinding>;
  /** Throws `DOCUMENT_UNREADABLE` for what was found and is forgotten by now. */
  accept(given: GivenUserData): Accepted;
}

const MAX_BYTES = 1024 * 1024;
/** Texts of the last look alone: they may hold secrets. */
const FILES = { name: /^(user-data|meta-data)$/i, maxBytes: MAX_BYTES, depth: 1, most: 8 };

export function createUserDataDesk(host: HostIO): UserDataDesk {
  const texts = new Map<string, string>();

  async function visit({ folder, shown, filesystem }: Stick): Promise<FoundUserData | undefined> {
    const paths = await filesOn(folder, FILES, host);
    const path = paths.find((one) => /user-data$/i.test(one));
    const text = path === undefined ? undefined : await host.files.readText(path);
    if (text === undefined) return undefined;
    const id = digestOf(text).slice(0, 16);
    texts.set(id, text);
    const parsed = parseUserData(text, { source: "user-data", nowMs: host.clock.nowMs() });
    const isValid = parsed.is === "valid";
    return {
      id,
      medium: `${shown} (${filesystem})`,
      hasMetaData: paths.some((one) => /meta-data$/i.test(one)),
      issues: isValid ? parsed.warnings : parsed.issues,
      rows: isValid ? rowsOf(parsed.value) : [],
    };
  }

  return {
    async look(signal) {
      texts.clear();
      const look = {
        ...{ host, signal },
        none: "no medium with the label cidata is plugged in",
        isMeant: isCidata,
      };
      const { visits, problems } = await visitSticks(look, visit);
      const found = visits.filter((one) => one !== undefined);
      const empty = visits.length - found.length;
      const missing = empty === 0 ? [] : ["a medium with the label cidata holds no file user-data"];
      return { found, problems: [...problems, ...missing] };
    },
    accept({ layer, text: given, found }) {
      const text = found === undefined ? given : texts.get(found);
      if (found !== undefined && text === undefined) throw forgotten();
      if (text === undefined)
        return { is: "accepted", asked: { change: { layer }, secrets: {}, said: {} } };
      const parsed = parseUserData(text, { nowMs: host.clock.nowMs() });
      if (parsed.is === "invalid") return parsed;
      const { value, secrets } = keptOf(parsed.value);
      return { is: "accepted", asked: { change: { layer, value }, secrets, said: parsed.value } };
    },
  };
}

/** As cloud-init knows such a medium (NoCloud), whatever drive it is in. */
function isCidata({ label = "", filesystem = "" }: BlockDevice): boolean {
  return /^cidata$/i.test(label) && /^(vfat|iso9660)$/.test(filesystem);
}

function forgotten(): BringupError {
  return new BringupError("DOCUMENT_UNREADABLE", "this user-data is not at hand any more", {
    hint: "Look at the medium again.",
  });
}

function rowsOf(said: Section) {
  return userDataRows(mergeUserData([{ name: "user-data", value: said }]));
}

interface Drafted {
  readonly effective: EdgeHost;
  readonly origins: Origins;
}

/** What becomes of it, for the person who is asked. */
export function previewOf(
  { change, said }: AskedUserData,
  before: EdgeHost,
  { effective, origins }: Drafted,
): UserDataPreview {
  const { layer } = change;
  const whole = (host: EdgeHost) =>
    mergeLayers({ defaults: effective, "user-data": host }).effective;
  const { host, taken, refused } = toHost(viewOfAll(said), { merged: whole });
  const overruled = [...new Set(taken.map(({ field }) => listOf(field)))].flatMap((path) => {
    const by = originOf(origins, path);
    if (by === undefined || by === layer || isInForce(path, host, effective)) return [];
    return [{ path, by }];
  });
  return {
    layer,
    changes: diffDocuments(before, effective),
    refused: refused.map(({ from, why, hint }) => ({ path: formatPath(from), why, hint })),
    overruled,
    leftAlone: rowsOf(said).flatMap(({ path, field }) => (field === undefined ? [path] : [])),
  };
}

/** Lists are judged as wholes. */
const listOf = (field: string): string => field.replace(/\[\d.*$/, "");

function isInForce(path: string, asked: EdgeHost, effective: EdgeHost): boolean {
  const [wanted, now] = [asked, effective].map((host) => valueAt(host, parsePath(path) ?? []));
  if (path !== "spec.network.interfaces") return isDeepStrictEqual(wanted, now);
  const ports = (list: unknown) => (Array.isArray(list) ? list.filter(isMap) : []);
  return ports(wanted).every((port) => {
    const same = ports(now).find(({ name }) => name === port.name);
    return Object.entries(port).every(([key, value]) => isDeepStrictEqual(value, same?.[key]));
  });
}
