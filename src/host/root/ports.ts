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

/** What the sandbox takes for its own addresses, one a line, beside those of the real machine. */
const OWN_ADDRESSES = "run/bringup/addresses";

/** Sends what is meant for the machine itself to where its stand-ins listen; there is nothing else. */
export function sandboxRoute(root: string, names: (name: string) => readonly string[]): Route {
  return ({ host, port }) => {
    const name = host.replace(/^\[|\]$/g, "").toLowerCase();
    const addresses = isIP(name) === 0 ? names(name) : [name];
    const isOwn = (address: string) => isOwnAddress(address) || isPractised(root, address);
    const found = addresses.some(isOwn) ? listeningPort(root, port) : undefined;
    return found === undefined ? undefined : { host: "127.0.0.1", port: found };
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

function isPractised(root: string, address: string): boolean {
  try {
    return readFileSync(joinPath(root, OWN_ADDRESSES), "utf8").split("\n").includes(address);
  } catch {
    return false;
  }
}

function isOwnAddress(address: string): boolean {
  if (/^127\.|^(::1?|0\.0\.0\.0)$/.test(address)) return true;
  return Object.values(networkInterfaces()).some((list) =>
    list?.some((found) => found.address.toLowerCase() === address),
  );
}
