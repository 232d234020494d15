import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { isIP } from "node:net";

/** A certificate with its key, PEM; an authority signs others. */
export interface MadeCertificate {
  readonly name: string;
  readonly cert: string;
  readonly key: string;
}

export interface CertificateWish {
  /** Common name, and what it is valid for: a DNS name or an address. */
  readonly name: string;
  /** Absent: signed by itself, an authority. */
  readonly by?: MadeCertificate;
  /** Signed by itself and no authority, as the members of a Dqlite show it to each other. */
  readonly isAlone?: true;
  /** Wall time; an hour ago to ten years on unless told. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

const HOUR_MS = 3_600_000;
let serial = 1;

/** X.509 v3 over P-256 (RFC 5280), made for one test run and thrown away with it. */
export function makeCertificate(wish: CertificateWish): MadeCertificate {
  const { name, by, fromMs = Date.now() - HOUR_MS, toMs = Date.now() + 87_600 * HOUR_MS } = wish;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(serial++),
    ECDSA_SHA256,
    nameOf(by?.name ?? name),
    sequence(time(fromMs), time(toMs)),
    nameOf(name),
    publicKey.export({ format: "der", type: "spki" }),
    tagged(0xa3, sequence(...extensions(name, by === undefined && wish.isAlone !== true))),
  );
  const signer: KeyObject = by === undefined ? privateKey : createPrivateKey(by.key);
  const signature = sign("sha256", body, signer);
  const der = sequence(body, ECDSA_SHA256, tagged(0x03, Buffer.from([0]), signature));
  return {
    name,
    cert: pemOf(der),
    key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

function extensions(name: string, isAuthority: boolean): readonly Buffer[] {
  const flags = sequence(...(isAuthority ? [tagged(0x01, Buffer.from([0xff]))] : []));
  const basic = sequence(oid(0x55, 0x1d, 0x13), octets(flags));
  if (isAuthority) return [basic];
  const bytes = isIP(name) === 4 ? Buffer.from(name.split(".").map(Number)) : v6Bytes(name);
  const shown = isIP(name) === 0 ? tagged(0x82, Buffer.from(name)) : tagged(0x87, bytes);
  return [basic, sequence(oid(0x55, 0x1d, 0x11), octets(sequence(shown)))];
}

function v6Bytes(text: string): Buffer {
  const [head = "", tail = ""] = text.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array(Math.max(0, missing)).fill("0"), ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, "0")).join(""), "hex");
}

/** ecdsa-with-SHA256, RFC 5758. */
const ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

function nameOf(text: string): Buffer {
  const common = sequence(oid(0x55, 0x04, 0x03), tagged(0x0c, Buffer.from(text)));
  return sequence(tagged(0x31, common));
}

/** GeneralizedTime, which has no century to guess. */
function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "");
  return tagged(0x18, Buffer.from(text));
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value >> 8, value & 0xff]).subarray(value > 127 ? 0 : 1));
}

function oid(...bytes: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from(bytes));
}

function octets(content: Buffer): Buffer {
  return tagged(0x04, content);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  return Buffer.concat([Buffer.from([tag, ...lengthOf(size)]), content]);
}

function lengthOf(size: number): readonly number[] {
  if (size < 128) return [size];
  return size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
}

function pemOf(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
