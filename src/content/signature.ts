import { constants, createPublicKey, publicDecrypt } from "node:crypto";
import { parse } from "yaml";
import { z } from "zod";
import { BringupError } from "../errors/index.ts";
import { SIGNING } from "./places.ts";

const config = z.looseObject({
  content: z
    .looseObject({
      signing: z
        .looseObject({
          publicKey: z.looseObject({ base64EncodedValue: z.string().optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
});

/**
 * The key whose signature content needs on this host, PEM; `undefined`: none is asked for.
 * @throws CONTENT_KEY_INVALID: a key that cannot be read is never the same as none.
 */
export function signingKeyIn(text: string): string | undefined {
  const found = config.safeParse(parsed(text));
  if (!found.success) throw invalid("is not what it should be");
  const encoded = found.data?.content?.signing?.publicKey?.base64EncodedValue;
  if (encoded === undefined || encoded === "") return undefined;
  const pem = Buffer.from(encoded, "base64").toString("utf8");
  const key = attempt(() => createPublicKey(pem));
  if (key === undefined) throw invalid("has a public key that is none");
  if (key.asymmetricKeyType !== "rsa") throw invalid("has a key that is not RSA");
  return pem;
}

/** Of DigestInfo for SHA-256, RFC 8017, 9.2. */
const SHA256_INFO = "3031300d060960864801650304020105000420";

/** Whether it is the PKCS #1 v1.5 signature of a file with this SHA-256, hex, by this key. */
export function isSignedBy(pem: string, sha256: string, signatureBase64: string): boolean {
  const key = { key: pem, padding: constants.RSA_PKCS1_PADDING };
  const opened = attempt(() => publicDecrypt(key, Buffer.from(signatureBase64, "base64")));
  return opened?.toString("hex") === `${SHA256_INFO}${sha256.toLowerCase()}`;
}

function parsed(text: string): unknown {
  const value: unknown = attempt(() => parse(text) as unknown);
  if (value === undefined) throw invalid("is no YAML");
  return value ?? {};
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function invalid(why: string): BringupError {
  return new BringupError("CONTENT_KEY_INVALID", `${SIGNING} ${why}`);
}
