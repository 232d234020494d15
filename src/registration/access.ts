import type { Clock } from "../engine/index.ts";
import type { PlaneClient, Trouble } from "../plane/index.ts";
import type { AccessTokens } from "./turn.ts";

/** A new one is asked for this long before the old one ends. */
const MARGIN_MS = 60_000;

/** The access token, in memory only; two who need it at once ask once. */
export function createAccessTokens(options: {
  readonly clock: Clock;
  hostUid(): string;
  client(): Promise<PlaneClient>;
}): AccessTokens {
  const { clock } = options;
  let held: { readonly token: string; readonly untilMs: number } | undefined;
  let asking: ReturnType<AccessTokens["get"]> | undefined;

  async function ask(signal: AbortSignal): Promise<Awaited<ReturnType<AccessTokens["get"]>>> {
    const client = await options.client();
    const outcome = await client.token(options.hostUid(), signal);
    if (outcome.is === "trouble") return outcome satisfies Trouble;
    const untilMs = clock.monotonicMs() + outcome.expiresInMs - MARGIN_MS;
    held = { token: outcome.accessToken, untilMs };
    return { is: "access", token: outcome.accessToken };
  }

  return {
    get(signal) {
      if (held !== undefined && clock.monotonicMs() < held.untilMs) {
        return Promise.resolve({ is: "access", token: held.token });
      }
      asking ??= ask(signal).finally(() => {
        asking = undefined;
      });
      return asking;
    },
    drop() {
      held = undefined;
    },
  };
}
