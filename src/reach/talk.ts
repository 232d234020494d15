import type { HandshakeOutcome, HttpOutcome, HttpProxy } from "../engine/index.ts";
import type { Standing } from "./rung.ts";

/** What is said to the destination itself; the same question is asked once on each ladder. */
const HANDSHAKE_MS = 8_000;
const ANSWER_MS = 8_000;

/** A look at its certificates: nothing is sent after the handshake. */
export function handshake(standing: Standing): Promise<HandshakeOutcome> {
  const { host, looks, signal, destination } = standing;
  return looks.once(`shake ${keyOf(standing)}`, async () =>
    host.handshake({
      target: destination,
      servername: destination.host,
      timeoutMs: HANDSHAKE_MS,
      signal,
      ...(await trustOf(standing)),
      ...wayOptions(standing),
    }),
  );
}

export interface Asked {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whatever its certificates say: for a look that carries no secret. */
  readonly acceptAny?: true;
  readonly timeoutMs?: number;
}

/** One GET over this ladder's address, or its proxy's. */
export function get(asked: Asked, standing: Standing): Promise<HttpOutcome> {
  const { host, looks, signal } = standing;
  const { url, headers, acceptAny, timeoutMs = ANSWER_MS } = asked;
  return looks.once(`get ${keyOf(standing)} ${JSON.stringify(asked)}`, async () =>
    host.http.get({
      url,
      timeoutMs,
      signal,
      tls: acceptAny ? { acceptAny } : await trustOf(standing),
      ...(headers === undefined ? {} : { headers }),
      ...wayOptions(standing),
    }),
  );
}

const keyOf = ({ destination, family }: Standing) => `${destination.id} ${family}`;

function wayOptions(standing: Standing): {
  readonly proxy?: HttpProxy;
  readonly connectTo?: string;
} {
  const { proxy, found } = standing;
  return {
    ...(proxy === undefined ? {} : { proxy }),
    ...(found.address === undefined ? {} : { connectTo: found.address }),
  };
}

/** Where the distributions keep what the whole system believes; images are fetched by that. */
const SYSTEM_BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
];

/** The authorities of this host, and for a registry those of the system and its own. */
async function trustOf({ host, trust, destination }: Standing): Promise<{ alsoTrust?: string }> {
  const { caFile, kind } = destination;
  const files = kind === "registry" ? [...SYSTEM_BUNDLES, ...(caFile ? [caFile] : [])] : [];
  const read = files.map((path) => host.files.readText(path).catch(() => undefined));
  const all = [trust, ...(await Promise.all(read))].filter(
    (pem) => pem !== undefined && pem !== "",
  );
  return all.length === 0 ? {} : { alsoTrust: all.join("\n") };
}
