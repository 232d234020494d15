import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import type { HttpTls } from "../../engine/index.ts";

/** Reading all authorities takes tens of milliseconds, and the same few lists come again and again. */
const contexts = new Map<string, SecureContext>();
const MOST_CONTEXTS = 4;

/** Options of a TLS connection that believes exactly these. @throws of OpenSSL for what is no PEM. */
export function trustOptions({ ca, alsoTrust, cert }: HttpTls): {
  readonly ca?: string[];
  readonly secureContext?: SecureContext;
} {
  if (ca !== undefined) return { ca: [ca] };
  if (alsoTrust === undefined) return {};
  // A context takes the place of every other option, and so of a certificate of our own.
  return cert === undefined
    ? { secureContext: contextWith(alsoTrust) }
    : { ca: [...getCACertificates("default"), alsoTrust] };
}

function contextWith(alsoTrust: string): SecureContext {
  const known = contexts.get(alsoTrust);
  if (known !== undefined) return known;
  const made = createSecureContext({ ca: [...getCACertificates("default"), alsoTrust] });
  const [oldest] = contexts.keys();
  if (contexts.size >= MOST_CONTEXTS && oldest !== undefined) contexts.delete(oldest);
  contexts.set(alsoTrust, made);
  return made;
}
