import assert from "node:assert/strict";
import http from "node:http";
import https from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { type HostView, known } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { climb, firstFailed, type Ladder, type ReachReport } from "../../src/reach/index.ts";
import type { MadeCertificate } from "../support/make-certificate.ts";

/** What a person reads off a ladder: which rung failed first, by which code. */
export function told({ ladders }: ReachReport): readonly string[] {
  return ladders.map((ladder) => {
    const failed = firstFailed(ladder);
    return failed === undefined ? ladder.verdict : `${failed.id} ${failed.code}`;
  });
}

/** Everything that was seen, for the message of a failing test. */
export function shown({ ladders }: ReachReport): string {
  const lines = ladders.flatMap(({ destination, family, rungs }) => [
    `${destination.id} ${family}`,
    ...rungs.map(({ id, verdict, evidence }) => `  ${verdict} ${id}: ${evidence.join("; ")}`),
  ]);
  return lines.join("\n");
}

/** The one ladder there is. */
export function only({ ladders }: ReachReport): Ladder {
  assert.equal(ladders.length, 1, ladders.map(({ family }) => family).join());
  return ladders[0] as Ladder;
}

export function rungOf(ladder: Ladder, id: string) {
  const found = ladder.rungs.find((rung) => rung.id === id);
  assert.ok(found, `no rung ${id}`);
  return found;
}

/** This machine, where `*.localhost` is on loopback whatever the resolver of the tests says. */
export function loopbackHost(extra: Partial<HostView> = {}): HostView {
  return { ...createMachineHost(), resolve: async () => known(["127.0.0.1"]), ...extra };
}

export type Ask = Parameters<typeof climb>[1];

export function look(host: HostView, asked: Omit<Ask, "signal">): Promise<ReachReport> {
  return climb(host, { ...asked, signal: AbortSignal.timeout(60_000) });
}

/** Listens on loopback until the test ends; its port. */
export async function listen(
  t: TestContext,
  server: Server,
  address = "127.0.0.1",
): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => undefined);
    sockets.add(socket.on("close", () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export function web(answer: http.RequestListener): Server {
  return http.createServer(answer);
}

export function secureWeb(made: MadeCertificate, answer: http.RequestListener): Server {
  return https.createServer({ cert: made.cert, key: made.key }, answer);
}

/** Takes connections, reads, and never says a word. */
export function silent(): Server {
  return createServer((socket) => socket.on("error", () => undefined).resume());
}
