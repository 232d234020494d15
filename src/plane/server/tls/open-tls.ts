import { createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { parseAddress } from "../../../addresses/index.ts";
import { BringupError } from "../../../errors/index.ts";
import { type CertificatePair, makeAuthority, makeServerCertificate } from "./certificate.ts";

/** What a server shows its callers, and what those have to trust. */
export interface ServerTls extends CertificatePair {
  /** PEM of the authority that hosts and browsers are given. */
  readonly authority: string;
  /** SHA-256 over the authority's certificate, in pairs: for people to compare. */
  readonly fingerprint: string;
}

const RENEW_BEFORE_MS = 30 * 24 * 3_600_000;
/** People meet it in the trust store of their phone, perhaps beside that of another plane. */
const newAuthorityName = () => `bringup plane ${randomBytes(3).toString("hex")}`;

/**
 * The plane's own authority and a server certificate by it, made in `folder` on first use; what
 * holds keys is of mode 0600, `ca.pem` is for everybody. The server certificate is made anew when it ends soon or lacks one of `names`.
 */
export async function openTls(
  folder: string,
  names: readonly string[],
  nowMs: number,
): Promise<ServerTls> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const authority =
    (await readPair(folder, "ca")) ??
    (await writePair(folder, "ca", makeAuthority(newAuthorityName(), nowMs)));
  await writeWhole(join(folder, "ca.pem"), authority.cert, 0o644);
  const found = await readPair(folder, "server");
  const server =
    found !== undefined && isGood(found, authority, names, nowMs)
      ? found
      : await writePair(folder, "server", makeServerCertificate(authority, names, nowMs));
  return {
    cert: server.cert + authority.cert,
    key: server.key,
    authority: authority.cert,
    fingerprint: new X509Certificate(authority.cert).fingerprint256,
  };
}

function isGood(
  { cert }: CertificatePair,
  authority: CertificatePair,
  names: readonly string[],
  nowMs: number,
): boolean {
  const server = new X509Certificate(cert);
  const isOurs = server.verify(new X509Certificate(authority.cert).publicKey);
  const endsMs = server.validToDate.getTime();
  return isOurs && endsMs - nowMs > RENEW_BEFORE_MS && names.every((name) => covers(server, name));
}

function covers(server: X509Certificate, name: string): boolean {
  const found = parseAddress(name) === undefined ? server.checkHost(name) : server.checkIP(name);
  return found !== undefined;
}

async function readPair(folder: string, name: string): Promise<CertificatePair | undefined> {
  const path = join(folder, fileOf(name));
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const [cert, key] = ["CERTIFICATE", "PRIVATE KEY"].map((kind) => blockOf(text, kind));
  if (cert !== undefined && key !== undefined && isPair(cert, key)) return { cert, key };
  throw new BringupError("PLANE_DATA_UNUSABLE", `${path} holds no certificate with its key`, {
    hint: "Bring it back from a backup, or move it away: then a new one is made.",
  });
}

const fileOf = (name: string) => `${name}-with-key.pem`;

function blockOf(text: string, kind: string): string | undefined {
  return new RegExp(`-----BEGIN ${kind}-----[^-]+-----END ${kind}-----\n`).exec(text)?.[0];
}

function isPair(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** Both in one file: a power cut leaves the pair or none of it. */
async function writePair(
  folder: string,
  name: string,
  pair: CertificatePair,
): Promise<CertificatePair> {
  await writeWhole(join(folder, fileOf(name)), pair.cert + pair.key, 0o600);
  return pair;
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const file = await open(`${path}.new`, "w", mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") return undefined;
    throw thrown;
  });
}
