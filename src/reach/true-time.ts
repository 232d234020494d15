import type { Standing } from "./rung.ts";
import { get } from "./talk.ts";

/** Another clock, to compare this host's with. */
export interface TrueTime {
  /** How far this host's clock is off, milliseconds; positive: ahead. */
  readonly offsetMs: number;
  /** `time server 10.0.0.1`, `the answer of plane.corp.test`. */
  readonly source: string;
  /** Time servers are believed; a Date header only explains what is wrong already. */
  readonly isTimeServer: boolean;
}

const TIME_MS = 2_000;
const MOST_SERVERS = 4;

/** The first time server that answers, else what the destination writes as its date. */
export async function trueTime(standing: Standing): Promise<TrueTime | undefined> {
  return (await byTimeServers(standing)) ?? (await byDateHeader(standing));
}

export async function byTimeServers(standing: Standing): Promise<TrueTime | undefined> {
  const { host, looks, signal, timeServers } = standing;
  return await looks.once("true time", async () => {
    const told = await Promise.all(
      timeServers.slice(0, MOST_SERVERS).map(async (server) => {
        const target = { host: server, port: 123 };
        return { server, outcome: await host.askTime(target, { timeoutMs: TIME_MS, signal }) };
      }),
    );
    for (const { server, outcome } of told) {
      if (outcome.is !== "answered") continue;
      const { offsetMs } = outcome;
      return { offsetMs, source: `time server ${server}`, isTimeServer: true };
    }
    return undefined;
  });
}

/** RFC 9110, 6.6.1: to the second, which is enough here. Nothing secret is sent. */
async function byDateHeader(standing: Standing): Promise<TrueTime | undefined> {
  const { destination, host } = standing;
  if (destination.url === undefined) return undefined;
  const outcome = await get({ url: new URL("/", destination.url).href, acceptAny: true }, standing);
  if (outcome.is !== "answered") return undefined;
  const dateMs = Date.parse(outcome.headers.date ?? "");
  if (Number.isNaN(dateMs)) return undefined;
  const offsetMs = host.clock.nowMs() - dateMs;
  return { offsetMs, source: `the answer of ${destination.host}`, isTimeServer: false };
}
