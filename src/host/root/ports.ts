import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { Route } from "../net/route.ts";
import { joinPath } from "../paths.ts";

/**
 * Where a program of the sandbox that wants to listen on `port` writes the port it really listens
 * on (on 127.0.0.1). Two rehearsals, or a rehearsal beside the real thing, then never collide.
 */
export function portFile(root: string, port: number): string {
  return joinPath(root, `run/bringup/ports/${port}`);
}

/** Sends what is meant for the machine itself to where its stand-ins listen; there is nothing else. */
export function sandboxRoute(root: string): Route {
  return (target) => {
    if (!isOwnAddress(target.host)) return undefined;
    const port = listeningPort(root, target.port);
    return port === undefined ? undefined : { host: "127.0.0.1", port };
  };
}

function listeningPort(root: string, port: number): number | undefined {
  try {
    const found = Number(readFileSync(portFile(root, port), "utf8").trim());
    return Number.isInteger(found) && found > 0 && found < 65_536 ? found : undefined;
  } catch {
    return undefined;
  }
}

function isOwnAddress(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  if (isIP(name) === 0) return false;
  if (name.startsWith("127.") || name === "::1" || name === "0.0.0.0" || name === "::") return true;
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address.toLowerCase() === name),
  );
}
