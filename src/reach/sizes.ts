import type { HttpOutcome } from "../engine/index.ts";
import type { Standing } from "./rung.ts";
import { get } from "./talk.ts";

/** Whether requests of both sizes bring anything back at all. */
export interface Sizes {
  readonly small: boolean;
  readonly large: boolean;
}

/** Two packets and more on any link; most servers take headers up to 8 kB. */
const PADDING_BYTES = 4_000;
const SIZE_MS = 4_000;

/**
 * A large request, small in nothing but its answer: where path MTU discovery is broken its first
 * packet vanishes, and sending it again does not help. Asked without TLS: a TLS port answers that
 * too, if only by hanging up.
 */
export async function sizesThatPass(standing: Standing): Promise<Sizes> {
  const url = plainUrl(standing);
  if (url === undefined) return { small: false, large: false };
  const timeoutMs = SIZE_MS;
  const [small, large] = await Promise.all([
    get({ url, timeoutMs }, standing),
    get({ url, timeoutMs, headers: PADDING }, standing),
  ]);
  return { small: cameBack(small), large: cameBack(large) };
}

/** The same as the request that was answered, but large. */
export async function largePasses(url: string, standing: Standing): Promise<boolean> {
  return cameBack(await get({ url, headers: PADDING, timeoutMs: SIZE_MS }, standing));
}

const PADDING = { "x-bringup-padding": "0".repeat(PADDING_BYTES) } as const;

/** Through a proxy this asks the proxy itself: it is what large packets get lost before. */
function plainUrl({ destination, way }: Standing): string | undefined {
  if (destination.url === undefined) return undefined;
  const { host, port } = destination;
  const name = host.includes(":") ? `[${host}]` : host;
  return way.is === "proxied" ? `http://${name}/` : `http://${name}:${port}/`;
}

/** An error of the protocol came from somebody; only silence did not. */
function cameBack(outcome: HttpOutcome): boolean {
  if (outcome.is === "answered") return true;
  if (outcome.at === "proxy") return outcome.proxy?.code !== "PROXY_TIMED_OUT";
  return outcome.at === "protocol" || outcome.at === "too-large" || outcome.at === "tls";
}

/** What the host knows of the sizes on its way. */
export function mtuEvidence({ found }: Standing): readonly string[] {
  const { link, route } = found;
  const own = link === undefined ? [] : [`MTU of ${link.name}: ${link.mtuBytes}`];
  const learnt = route?.mtuBytes === undefined ? [] : [`MTU of the route: ${route.mtuBytes}`];
  return [...own, ...learnt];
}
