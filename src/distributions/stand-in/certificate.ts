import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import {
  bitString,
  boolean,
  type Der,
  explicit,
  implicit,
  integer,
  objectId,
  octetString,
  sequence,
  set,
  time,
  utf8,
} from "./asn1.ts";

/** PEM, as K3s keeps them: ECDSA P-256, SHA-256. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Subject {
  readonly commonName: string;
  readonly organization?: string;
}

export interface Validity {
  readonly fromMs: number;
  readonly toMs: number;
}

/** An authority of its own; distributions.md 3.5: ten years. */
export function makeAuthority(subject: Subject, validity: Validity): Pair {
  const key = newKey();
  const extensions = [
    extension("2.5.29.15", bitString(Uint8Array.of(0xa4), 2), true),
    extension("2.5.29.19", sequence(boolean(true)), true),
  ];
  return pairOf(key, { subject, issuer: subject, validity, extensions, signer: key });
}

export interface Leaf {
  readonly subject: Subject;
  /** `both`: as a member of etcd shows it to whoever asks, and to itself. */
  readonly use: "server" | "client" | "both";
  /** Names and addresses, for servers. */
  readonly names: readonly string[];
  readonly validity: Validity;
}

const SERVES = "1.3.6.1.5.5.7.3.1";
const ASKS = "1.3.6.1.5.5.7.3.2";
const PURPOSES = { server: [SERVES], client: [ASKS], both: [SERVES, ASKS] } as const;

/** A certificate signed by this authority; 365 days in K3s. */
export function issue(
  authority: Pair,
  issuer: Subject,
  { subject, use, names, validity }: Leaf,
): Pair {
  const extensions = [
    extension("2.5.29.15", bitString(Uint8Array.of(0xa0), 5), true),
    extension("2.5.29.37", sequence(...PURPOSES[use].map(objectId))),
    ...(names.length === 0 ? [] : [extension("2.5.29.17", sequence(...names.map(generalName)))]),
  ];
  const signer = createPrivateKey(authority.key);
  return pairOf(newKey(), { subject, issuer, validity, extensions, signer });
}

/** One that vouches for itself, for both sides, as members of a cluster show each other. */
export function makeSelfSigned(
  subject: Subject,
  { names, validity }: Pick<Leaf, "names" | "validity">,
): Pair {
  const key = newKey();
  const extensions = [
    extension("2.5.29.19", sequence(boolean(true)), true),
    extension("2.5.29.17", sequence(...names.map(generalName))),
  ];
  return pairOf(key, { subject, issuer: subject, validity, extensions, signer: key });
}

interface Contents {
  readonly subject: Subject;
  readonly issuer: Subject;
  readonly validity: Validity;
  readonly extensions: readonly Der[];
  readonly signer: KeyObject;
}

const ECDSA_SHA256 = sequence(objectId("1.2.840.10045.4.3.2"));

function pairOf(key: KeyObject, contents: Contents): Pair {
  const { subject, issuer, validity, extensions, signer } = contents;
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  const body = sequence(
    explicit(0, integer(Uint8Array.of(2))),
    integer(randomBytes(16).fill(1, 0, 1)),
    ECDSA_SHA256,
    name(issuer),
    sequence(time(validity.fromMs), time(validity.toMs)),
    name(subject),
    new Uint8Array(spki),
    explicit(3, sequence(...extensions)),
  );
  const signature = sign("sha256", body, signer);
  const der = sequence(body, ECDSA_SHA256, bitString(signature));
  return {
    cert: pem("CERTIFICATE", der),
    key: key.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function newKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

function name({ commonName, organization }: Subject): Der {
  const part = (id: string, text: string) => set(sequence(objectId(id), utf8(text)));
  return sequence(
    ...(organization === undefined ? [] : [part("2.5.4.10", organization)]),
    part("2.5.4.3", commonName),
  );
}

function extension(id: string, value: Der, isCritical = false): Der {
  return sequence(objectId(id), ...(isCritical ? [boolean(true)] : []), octetString(value));
}

function generalName(text: string): Der {
  return isIP(text) === 0
    ? implicit(2, new TextEncoder().encode(text))
    : implicit(7, Uint8Array.from(ipaddr.parse(text).toByteArray()));
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
