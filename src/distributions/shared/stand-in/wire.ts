import { request as httpsRequest } from "node:https";
import type { StandInPlace } from "../../stand-in/place.ts";
import { NOBODY, type Wire } from "../../stand-in/wire.ts";

const TIMEOUT_MS = 2000;
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** To other test machines. A rehearsal is alone: its ports are no addresses of anybody. */
export function createWire({ ports }: StandInPlace): Wire {
  if (ports !== "real") return NOBODY;
  return ({ host, port, method, path, body, login }) => {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<Wire>>>();
    const authorization = login && `Basic ${Buffer.from(login).toString("base64")}`;
    const asked = httpsRequest(
      {
        ...{ host, port, method, path, timeout: TIMEOUT_MS, agent: false },
        // What it shows is compared with the token, as the real one does.
        rejectUnauthorized: false,
        headers: authorization ? { authorization } : {},
      },
      async (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        for await (const part of response) {
          size += part.length;
          if (size > MAX_BODY_BYTES) break;
          parts.push(part);
        }
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") });
      },
    );
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(undefined));
    asked.end(body);
    return promise;
  };
}
