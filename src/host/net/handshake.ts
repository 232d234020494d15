import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { HandshakeOutcome, HandshakeRequest } from "../../engine/index.ts";
import { dial, dialTls } from "./dial.ts";
import { codeWords } from "./http-failure.ts";
import { endpointText, PathError, proxySentence } from "./path-error.ts";
import { type Route, routeTo } from "./route.ts";
import { stallOf, startWay, type Way } from "./stages.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

/** Looks at the certificates of a server and hangs up: not a byte is sent that could be a secret. */
export async function shakeHands(
  request: HandshakeRequest,
  route: Route,
): Promise<HandshakeOutcome> {
  const stop = new AbortController();
  const limitMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const timer = setTimeout(() => stop.abort("ETIMEDOUT"), limitMs);
  const onAbort = () => stop.abort("CANCELLED");
  request.signal?.addEventListener("abort", onAbort, { once: true });
  if (request.signal?.aborted) onAbort();
  const way = startWay({ route: routeTo(request.connectTo, route), signal: stop.signal, limitMs });
  try {
    const socket = await dial(request.target, request.proxy, way);
    const name = request.servername ?? request.target.host;
    const { ca, alsoTrust } = request;
    const trust = { ...(ca && { ca }), ...(alsoTrust && { alsoTrust }) };
    const secure = await dialTls(socket, { name, tls: { ...trust, acceptAny: true } }, way);
    const seen = look(secure, way);
    secure.destroy();
    socket.destroy();
    return seen;
  } catch (thrown) {
    if (!(thrown instanceof PathError)) throw thrown;
    return failed(thrown, request, way);
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", onAbort);
  }
}

function look(secure: TLSSocket, { stages, peer }: Way): HandshakeOutcome {
  const refusal: unknown = secure.authorizationError;
  return {
    is: "shaken",
    chain: chainOf(secure.getPeerX509Certificate()).map((each) => each.toString()),
    ...(secure.authorized ? {} : { refusal: refusalText(refusal) }),
    protocol: secure.getProtocol() ?? "",
    peer,
    stages,
  };
}

/** Node gives a code for the chain, and an error for the name. */
function refusalText(refusal: unknown): string {
  if (refusal instanceof Error && "code" in refusal) return String(refusal.code);
  return String(refusal ?? "UNKNOWN");
}

/** A self-signed certificate is its own issuer. */
function chainOf(first: X509Certificate | undefined): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let at = first; at !== undefined && chain.length < 16; at = at.issuerCertificate) {
    if (chain.some((each) => each.fingerprint256 === at?.fingerprint256)) break;
    chain.push(at);
  }
  return chain;
}

function failed(error: PathError, request: HandshakeRequest, way: Way): HandshakeOutcome {
  const ended: unknown = way.signal.reason;
  const code = error.code === "CANCELLED" && typeof ended === "string" ? ended : error.code;
  const proxy = error.proxy ?? (code === "CANCELLED" ? undefined : stallOf(error.stage, code));
  const where = URL.parse(request.proxy?.url ?? "")?.host ?? "address";
  const why =
    proxy === undefined
      ? `${endpointText(request.target)}: ${codeWords(code)}`
      : proxySentence(where, proxy, codeWords(code));
  return {
    is: "failed",
    at: error.stage,
    code: proxy?.code ?? code,
    why,
    ...(proxy === undefined ? {} : { proxy }),
    stages: way.stages,
  };
}
