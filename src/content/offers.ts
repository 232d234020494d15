import type { HostIO, HostView } from "../engine/index.ts";
import { filesOn, type Stick, visitSticks } from "../sticks/index.ts";

/** An archive, or a profile in a folder, on a medium somebody plugged in. */
export interface ContentOffer {
  /** As `import` takes it: `stick:LABEL/PATH`. */
  readonly from: string;
  readonly sizeBytes: number;
  /** What lies beside it and says what it has to be. */
  readonly proof: readonly ("sum" | "signature")[];
  /** A profile that lies there unpacked: what it calls itself, and the SHA-256 of what was seen. */
  readonly profile?: { readonly name: string; readonly seen: string };
}

const ARCHIVE = /\.(tar|tgz|tar\.gz|tar\.zst)$/i;
const CHOICE = { name: ARCHIVE, maxBytes: Number.MAX_SAFE_INTEGER, depth: 3, most: 50 };

/** What else is looked for on each medium: unpacked profiles. */
export type AlsoOn = (
  stick: Stick,
  host: HostIO,
) => Promise<{ readonly offers: readonly ContentOffer[]; readonly problems: readonly string[] }>;

/** On whatever is plugged in: each is mounted read-only, looked through, and let go. */
export async function findOffers(
  host: HostIO,
  signal: AbortSignal,
  alsoOn: AlsoOn = async () => ({ offers: [], problems: [] }),
): Promise<{ readonly offers: readonly ContentOffer[]; readonly problems: readonly string[] }> {
  const { visits, problems } = await visitSticks({ host, signal }, async (stick) => {
    const also = await alsoOn(stick, host);
    const offers = [...(await offersOn(stick, host)), ...also.offers];
    const isEmpty = offers.length + also.problems.length === 0;
    const empty = isEmpty ? [`${stick.shown} has no archive and no profile on it`] : [];
    return { offers, problems: [...also.problems, ...empty] };
  });
  return {
    offers: visits.flatMap(({ offers }) => offers),
    problems: [...problems, ...visits.flatMap((visit) => visit.problems)],
  };
}

async function offersOn({ folder, shown }: Stick, host: HostIO): Promise<readonly ContentOffer[]> {
  const paths = await filesOn(folder, CHOICE, host);
  return Promise.all(
    paths.map(async (path) => ({
      from: `stick:${shown}${path.slice(folder.length)}`,
      sizeBytes: (await host.files.stat(path))?.sizeBytes ?? 0,
      proof: await proofOn(host, path),
    })),
  );
}

/** What lies beside it, unread. */
export async function proofOn(host: HostView, path: string): Promise<ContentOffer["proof"]> {
  const isThere = async (ending: string) =>
    (await host.files.stat(`${path}${ending}`)) !== undefined;
  const hasSum = await isThere(".sha256");
  const isSigned = (await isThere(".sig")) || (await isThere(".signature"));
  return [...(hasSum ? (["sum"] as const) : []), ...(isSigned ? (["signature"] as const) : [])];
}
