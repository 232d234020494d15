import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { parseAddress } from "../../../addresses/index.ts";
import { bits, integer, octets, oid, sequence, setOf, TRUE, tagged, time, utf8 } from "./der.ts";

/** A certificate and the key it is for, both PEM. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AUTHORITY_DAYS = 3650;
/** Longer than this browsers do not believe a server. */
const SERVER_DAYS = 397;

/** Signs servers only, and nothing below them. P-256: browsers do not take Ed25519 here. */
export function makeAuthority(name: string, nowMs: number): CertificatePair {
  const pair = newPair();
  const subject = nameOf(name);
  const id = keyIdOf(pair.spki);
  return signed(
    {
      issuer: subject,
      subject,
      spki: pair.spki,
      fromMs: nowMs - HOUR_MS,
      toMs: nowMs + AUTHORITY_DAYS * DAY_MS,
      extensions: [
        extension("2.5.29.19", sequence(TRUE, integer(Buffer.from([0]))), "critical"),
        // keyCertSign and cRLSign.
        extension("2.5.29.15", tagged(0x03, Buffer.from([1, 0b0000_0110])), "critical"),
        extension("2.5.29.14", octets(id)),
      ],
    },
    { key: pair.privateKey, signer: pair.privateKey },
  );
}

/** `names` are DNS names and addresses under which callers know the server; the first is its title. */
export function makeServerCertificate(
  authority: CertificatePair,
  names: readonly string[],
  nowMs: number,
): CertificatePair {
  const pair = newPair();
  const issuer = new X509Certificate(authority.cert);
  const issuerSpki = issuer.publicKey.export({ format: "der", type: "spki" });
  const title = names[0] ?? "plane";
  return signed(
    {
      issuer: nameOf(commonNameOf(issuer)),
      subject: nameOf(title.slice(0, 64)),
      spki: pair.spki,
      fromMs: nowMs - HOUR_MS,
      toMs: nowMs + SERVER_DAYS * DAY_MS,
      extensions: [
        extension("2.5.29.19", sequence(), "critical"),
        extension("2.5.29.15", tagged(0x03, Buffer.from([7, 0b1000_0000])), "critical"),
        extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"))),
        extension("2.5.29.17", sequence(...names.map(alternativeName))),
        extension("2.5.29.35", sequence(tagged(0x80, keyIdOf(issuerSpki)))),
      ],
    },
    { key: pair.privateKey, signer: createPrivateKey(authority.key) },
  );
}

export function commonNameOf(certificate: X509Certificate): string {
  return /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? "";
}

interface Content {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly spki: Buffer;
  readonly fromMs: number;
  readonly toMs: number;
  readonly extensions: readonly Buffer[];
}

const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
const VERSION_3 = tagged(0xa0, integer(Buffer.from([2])));

function signed(
  content: Content,
  { key, signer }: { readonly key: KeyObject; readonly signer: KeyObject },
): CertificatePair {
  const serial = randomBytes(16);
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const body = sequence(
    VERSION_3,
    integer(serial),
    ECDSA_SHA256,
    content.issuer,
    sequence(time(content.fromMs), time(content.toMs)),
    content.subject,
    content.spki,
    tagged(0xa3, sequence(...content.extensions)),
  );
  const der = sequence(body, ECDSA_SHA256, bits(sign("sha256", body, signer)));
  return {
    cert: new X509Certificate(der).toString(),
    key: key.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

function newPair() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, spki: publicKey.export({ format: "der", type: "spki" }) };
}

function keyIdOf(spki: Uint8Array): Buffer {
  return createHash("sha256").update(spki).digest().subarray(0, 20);
}

function nameOf(commonName: string): Buffer {
  return sequence(setOf(sequence(oid("2.5.4.3"), utf8(commonName))));
}

function extension(id: string, value: Buffer, weight?: "critical"): Buffer {
  return sequence(oid(id), ...(weight === undefined ? [] : [TRUE]), octets(value));
}

function alternativeName(name: string): Buffer {
  const address = parseAddress(name);
  return address === undefined
    ? tagged(0x82, Buffer.from(name, "latin1"))
    : tagged(0x87, Buffer.from(address.toByteArray()));
}
