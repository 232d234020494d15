import { parseChecksums } from "../artefacts/index.ts";
import type { HostView } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { DOWNLOADS, SIGNING } from "./places.ts";
import { isSignedBy, signingKeyIn } from "./signature.ts";

/** What an archive is held to before anything of it is used; at least one of the two. */
export interface Proof {
  /** Hex. */
  readonly sha256?: string;
  readonly signature?: { readonly base64: string; readonly keyPem: string };
}

const MOST_BYTES = 64 * 1024;

/**
 * The sum that was given, else the file `.sha256` beside it; and the signature `.sig` or `.signature` where
 * the image of this host asks for one.
 * @throws CONTENT_UNPROVEN, CONTENT_UNSIGNED, CONTENT_KEY_INVALID, USAGE
 */
export async function observeProof(
  host: HostView,
  path: string,
  given: string | undefined,
): Promise<Proof> {
  const proof = await proofBeside(host, path, given);
  if (proof.sha256 !== undefined || proof.signature !== undefined) return proof;
  throw unproven(path);
}

export function unproven(what: string): BringupError {
  return new BringupError("CONTENT_UNPROVEN", `nothing says what ${what} has to be`, {
    hint: "Put its .sha256 file beside it, or give the sum: the field SHA-256, or --sha256.",
  });
}

/** The same where nothing may be there at all. @throws CONTENT_UNPROVEN, CONTENT_UNSIGNED, CONTENT_KEY_INVALID, USAGE */
export async function proofBeside(
  host: HostView,
  path: string,
  given: string | undefined,
): Promise<Proof> {
  const keyPem = await observeKey(host);
  const sha256 = asSum(given ?? (await sumBeside(host, path)));
  const sum = sha256 === undefined ? {} : { sha256 };
  if (keyPem === undefined) return sum;
  return { ...sum, signature: { base64: await signatureBeside(host, path), keyPem } };
}

/** What it is not, by what vouches for it. @throws ARTEFACT_CORRUPT, CONTENT_UNSIGNED */
export function holdTo(path: string, sha256: string, { sha256: wanted, signature }: Proof): void {
  if (wanted !== undefined && wanted !== sha256)
    throw new BringupError("ARTEFACT_CORRUPT", `${path} is not what was published`);
  if (signature !== undefined && !isSignedBy(signature.keyPem, sha256, signature.base64))
    throw new BringupError("CONTENT_UNSIGNED", `${path} was not signed by the key of this host`);
}

/** @throws USAGE */
export function asSum(given: string | undefined): string | undefined {
  if (given === undefined || /^[0-9a-f]{64}$/i.test(given)) return given?.toLowerCase();
  throw new BringupError("USAGE", "--sha256 takes 64 hexadecimal digits");
}

/** The image of this host takes no content without one. @throws CONTENT_KEY_INVALID */
export async function needsSignature(host: HostView): Promise<boolean> {
  return (await observeKey(host)) !== undefined;
}

async function observeKey(host: HostView): Promise<string | undefined> {
  const config = await host.files.readText(SIGNING, { maxBytes: MOST_BYTES });
  return config === undefined ? undefined : signingKeyIn(config);
}

/** `SUM  NAME` as sha256sum writes it, or the sum alone. */
async function sumBeside(host: HostView, path: string): Promise<string | undefined> {
  const beside = `${path}.sha256`;
  const text = await host.files.readText(beside, { maxBytes: MOST_BYTES });
  if (text === undefined) return undefined;
  const [alone] = /^[0-9a-f]{64}(?=\s*$)/i.exec(text) ?? [];
  if (alone !== undefined) return alone;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const { entries, problems } = parseChecksums(beside, text);
  const [only, ...more] = entries;
  const entry = entries.find((one) => one.name === name);
  if (entry !== undefined) return entry.sha256;
  // Downloaded under another name: a list of one means the archive it lies beside.
  if (only !== undefined && more.length === 0 && path.startsWith(`${DOWNLOADS}/`))
    return only.sha256;
  throw new BringupError("CONTENT_UNPROVEN", problems[0] ?? `${beside} does not name ${name}`);
}

async function signatureBeside(host: HostView, path: string): Promise<string> {
  for (const beside of [`${path}.sig`, `${path}.signature`]) {
    const bytes = await host.files.read(beside, { maxBytes: MOST_BYTES });
    if (bytes === undefined) continue;
    const text = Buffer.from(bytes).toString("latin1").trim();
    return /^[A-Za-z0-9+/=\s]+$/.test(text)
      ? text.replace(/\s/g, "")
      : Buffer.from(bytes).toString("base64");
  }
  throw new BringupError("CONTENT_UNSIGNED", `${path} has no signature beside it`);
}
