import type { HostIO } from "../engine/index.ts";
import { filesOn, type Stick, visitSticks } from "../sticks/index.ts";

/** An archive on a medium somebody plugged in. */
export interface ContentOffer {
  /** As `import` takes it: `stick:LABEL/PATH`. */
  readonly from: string;
  readonly sizeBytes: number;
  /** What lies beside it and says what it has to be. */
  readonly proof: readonly ("sum" | "signature")[];
}

const ARCHIVE = /\.(tar|tgz|tar\.gz|tar\.zst)$/i;
const CHOICE = { name: ARCHIVE, maxBytes: Number.MAX_SAFE_INTEGER, depth: 3, most: 50 };

/** On whatever is plugged in: each is mounted read-only, looked through, and let go. */
export async function findOffers(
  host: HostIO,
  signal: AbortSignal,
): Promise<{ readonly offers: readonly ContentOffer[]; readonly problems: readonly string[] }> {
  const { visits, problems } = await visitSticks({ host, signal }, (stick) =>
    offersOn(stick, host),
  );
  return { offers: visits.flat(), problems };
}

async function offersOn({ folder, shown }: Stick, host: HostIO): Promise<readonly ContentOffer[]> {
  const paths = await filesOn(folder, CHOICE, host);
  return Promise.all(
    paths.map(async (path) => {
      const isThere = async (ending: string) =>
        (await host.files.stat(`${path}${ending}`)) !== undefined;
      const hasSum = await isThere(".sha256");
      const isSigned = (await isThere(".sig")) || (await isThere(".signature"));
      return {
        from: `stick:${shown}${path.slice(folder.length)}`,
        sizeBytes: (await host.files.stat(path))?.sizeBytes ?? 0,
        proof: [
          ...(hasSum ? (["sum"] as const) : []),
          ...(isSigned ? (["signature"] as const) : []),
        ],
      };
    }),
  );
}
