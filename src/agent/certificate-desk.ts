import {
  type CertificateFinding,
  findingOf,
  lookAtUrl,
  parseCertificateFile,
  readSticks,
} from "../certificates/index.ts";
import type { HostIO } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { leavingOf, type OwnWay } from "../proxy/index.ts";

interface CertificateDeskParts {
  /** The machine that is brought up: its files and its sticks. */
  readonly host: HostIO;
  /** Where requests leave from; in rehearsal that is not the practice host. */
  readonly machine: HostIO;
  way(): Promise<OwnWay>;
}

const MAX_FILE_BYTES = 1024 * 1024;

/** Looks for certificates where a person says: `sticks`, an address, or the path of a file. */
export async function lookForCertificates(
  at: string,
  { host, machine, way }: CertificateDeskParts,
  signal: AbortSignal,
): Promise<CertificateFinding> {
  const nowMs = host.clock.nowMs();
  if (at === "sticks") return await readSticks({ host, nowMs, signal });
  if (/^https?:\/\//i.test(at)) {
    const url = URL.parse(at);
    if (url === null) throw notThere(at);
    const own = await way();
    const leaving = leavingOf(url.href, own);
    return await lookAtUrl(machine, {
      url,
      nowMs,
      signal,
      ...(leaving.is === "proxied" ? { proxy: leaving.proxy } : {}),
      ...(own.alsoTrust === undefined ? {} : { alsoTrust: own.alsoTrust }),
    });
  }
  if (!at.startsWith("/")) throw notThere(at);
  const bytes = await host.files.read(at, { maxBytes: MAX_FILE_BYTES });
  if (bytes === undefined) throw notThere(at);
  return findingOf(parseCertificateFile(bytes), { nowMs });
}

function notThere(at: string): BringupError {
  return new BringupError("DOCUMENT_UNREADABLE", `${at} is not there`, {
    hint: "Give the path of a file from / on, an address with https://, or the word sticks.",
  });
}
