import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { dirname, join } from "node:path";
import type { StandInPlace } from "./place.ts";

interface Port {
  readonly port: number;
  /** Who may come in where the ports are real; `anybody` unless told. */
  readonly from?: "this host";
}

/** Two rehearsals never collide: there the wanted port is a file that says the real one. Gives what closes it. */
export async function listenOn(
  { root, ports }: Pick<StandInPlace, "root" | "ports">,
  server: Server,
  { port, from }: Port,
): Promise<() => void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  if (ports === "real") server.listen(port, from === undefined ? "::" : "127.0.0.1", resolve);
  // Others are there only where the ports are real.
  else server.listen(0, "127.0.0.1", resolve);
  await promise;
  const unmap = ports === "real" ? () => {} : mapPort(root, port, server);
  return () => {
    unmap();
    server.close();
    if ("closeAllConnections" in server && typeof server.closeAllConnections === "function")
      server.closeAllConnections();
  };
}

function mapPort(root: string, port: number, server: Server): () => void {
  const path = join(root, portFile(port));
  const real = `${(server.address() as AddressInfo).port}\n`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, real, { mode: 0o644 });
  return () => {
    if (textAt(path) === real) rmSync(path, { force: true });
  };
}

/** Where a sandbox says which port stands for this one. */
export function portFile(port: number): string {
  return `/run/bringup/ports/${port}`;
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Empty where it is longer than anybody needs. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAX_BODY_BYTES) return Buffer.alloc(0);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
