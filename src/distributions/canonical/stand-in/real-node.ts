import { spawn } from "node:child_process";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { K8S_DQLITE_FOLDER, MEMBERSHIP_FOLDER } from "../paths.ts";
import { readCluster } from "./cluster.ts";
import type { Close, Place } from "./listen.ts";
import { memberOf, programOfDqlite, type Store } from "./real-store.ts";

const FOLDERS: Readonly<Record<Store, string>> = {
  membership: MEMBERSHIP_FOLDER,
  kubernetes: K8S_DQLITE_FOLDER,
};
/** Of an election, as k8sd has it in a small network. */
const LATENCY_MS = 20;

export interface RealNode {
  connect(): Duplex;
  readonly close: Close;
}

/**
 * A node of a real Dqlite as a child, where k8sd and k8s-dqlite have it in them: its data in their folder, and whoever
 * comes from outside goes through their TLS. Its socket would let in its own process alone, so a port of this host
 * is in its place. `undefined`: no such program was brought here.
 * @param onEnd it ended, and was not told to
 */
export async function startRealNode(
  place: Place,
  store: Store,
  onEnd: (code: number | null) => void,
): Promise<RealNode | undefined> {
  const { machine, root } = place;
  const program = programOfDqlite(machine.disk);
  if (program === undefined) return undefined;
  const { id, address } = memberOf(machine.disk, store, readCluster(machine)?.ip ?? "");
  const port = await freePort();
  const listens = `127.0.0.1:${port}`;
  const args = [`${id}`, address, join(root, FOLDERS[store]), `${LATENCY_MS}`, listens];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once("error", reject);
  child.stdout.once("data", () => resolve());
  const ended = (code: number | null) => {
    reject(new Error(`${program} ended with ${code}`));
    onEnd(code);
  };
  child.once("exit", ended);
  await promise;
  return {
    connect: () => connect(port, "127.0.0.1"),
    close() {
      child.off("exit", ended);
      child.kill("SIGTERM");
    },
  };
}

async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = createServer().once("error", reject).listen(0, "127.0.0.1", resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
