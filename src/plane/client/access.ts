import type { Clock } from "../../engine/index.ts";
import { tokenAnswer } from "../contract.ts";
import { type Exchange, type PlaneAnswer, unusable, validated } from "./exchange.ts";
import type { Trouble } from "./trouble.ts";

/** A new one is asked for this long before the old one ends. */
const MARGIN_MS = 60_000;

interface Held {
  readonly is: "access";
  readonly hostUid: string;
  readonly token: string;
  readonly untilMs: number;
}

/** Asks with an access token, which is in memory only; two who need one at once ask for it once. */
export interface Access {
  with(
    asked: { readonly hostUid: string; readonly signal?: AbortSignal | undefined },
    ask: (bearer: string) => Promise<PlaneAnswer | Trouble>,
  ): Promise<PlaneAnswer | Trouble>;
}

export function createAccess(exchange: Exchange, clock: Clock, baseUrl: string): Access {
  let held: Held | undefined;
  let asking: { readonly hostUid: string; readonly token: Promise<Held | Trouble> } | undefined;

  function get(hostUid: string, signal: AbortSignal | undefined): Promise<Held | Trouble> {
    if (held?.hostUid === hostUid && clock.monotonicMs() < held.untilMs) {
      return Promise.resolve(held);
    }
    if (asking?.hostUid === hostUid) return asking.token;
    const token = request(hostUid, signal).finally(() => {
      if (asking?.token === token) asking = undefined;
    });
    asking = { hostUid, token };
    return token;
  }

  async function request(hostUid: string, signal: AbortSignal | undefined) {
    const body = JSON.stringify({ hostUid });
    const answer = await exchange({ method: "POST", path: "/token", signed: true, body, signal });
    if (answer.is === "trouble") return answer;
    const parsed = validated(tokenAnswer, answer, baseUrl);
    if (parsed.is === "trouble") return parsed;
    const { accessToken, expiresIn } = parsed.value;
    const untilMs = clock.monotonicMs() + expiresIn * 1000 - MARGIN_MS;
    held = { is: "access", hostUid, token: accessToken, untilMs };
    return held;
  }

  return {
    async with({ hostUid, signal }, ask) {
      // Once more with a fresh one: the plane may have started anew and forgotten all it gave.
      for (let round = 1; round <= 2; round++) {
        const access = await get(hostUid, signal);
        if (access.is === "trouble") return access;
        const answer = await ask(access.token);
        if (answer.is !== "trouble" || !isOver(answer)) return answer;
        if (held === access) held = undefined;
      }
      return unusable(baseUrl, "it does not take the access token it gave");
    },
  };
}

function isOver({ planeCode }: Trouble): boolean {
  return planeCode === "access-expired" || planeCode === "access-invalid";
}
