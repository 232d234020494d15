import type { HostIO } from "../engine/index.ts";
import { filesOn, type Stick, visitSticks } from "../sticks/index.ts";
import { type CertificateFinding, findingOf, joinFindings } from "./finding.ts";
import { parseCertificateFile } from "./parse.ts";

interface Look {
  readonly host: HostIO;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

const MAX_FILE_BYTES = 1024 * 1024;
const FILES = { name: /\.(?:pem|crt|cer|der)$/i, maxBytes: MAX_FILE_BYTES, depth: 3, most: 200 };

/** Certificates on whatever medium was plugged in. */
export async function readSticks(look: Look): Promise<CertificateFinding> {
  const { visits, problems } = await visitSticks(look, (stick) => readStick(stick, look));
  const { found, problems: inside } = joinFindings(visits);
  return { found, problems: [...inside, ...problems] };
}

async function readStick(stick: Stick, { host, nowMs, signal }: Look): Promise<CertificateFinding> {
  const { folder, shown } = stick;
  const paths = await filesOn(folder, FILES, host);
  if (paths.length === 0)
    return { found: [], problems: [`${shown} holds no .pem, .crt, .cer or .der file`] };
  const findings: CertificateFinding[] = [];
  for (const path of paths) {
    signal.throwIfAborted();
    const bytes = await host.files.read(path, { maxBytes: MAX_FILE_BYTES });
    const file = `${shown}:${path.slice(folder.length)}`;
    if (bytes !== undefined) findings.push(findingOf(parseCertificateFile(bytes), { nowMs, file }));
  }
  return joinFindings(findings);
}
