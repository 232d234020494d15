import { createServer, type Http2Server } from "node:http2";
import type { Duplex } from "node:stream";
import { converse, type Speaker } from "../../../dqlite/index.ts";
import { readCluster } from "./cluster.ts";
import type { StandInMachine } from "./machine.ts";
import { MEMBER_ID } from "./member-id.ts";
import type { StoreMember } from "./real-store.ts";

const TUNNEL = "/core/internal/database";
const HEAD_END = "\r\n\r\n";

/** k8sd hands a connection over to its Dqlite; canonical-dqlite.md 1.2. */
export function handOver(stream: Duplex, onOver: (stream: Duplex, rest: Buffer) => void): void {
  let head = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const at = head.indexOf(HEAD_END);
    if (at < 0) return;
    stream.off("data", onData);
    if (!head.toString("latin1").startsWith(`POST ${TUNNEL} HTTP/1.1\r\n`))
      return void stream.end(`HTTP/1.1 404 Not Found${HEAD_END}`);
    stream.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: dqlite${HEAD_END}`);
    onOver(stream, head.subarray(at + HEAD_END.length));
  };
  stream.on("data", onData);
}

/** Members that are played; the first one leads. Of two, the other one has no vote. */
export function speak(stream: Duplex, members: readonly StoreMember[], early: Buffer): void {
  const [leader] = members;
  const roles = members.map(({ id, address }, at) => {
    const role = members.length === 2 && at === 1 ? "spare" : "voter";
    return { id, address, role } as const;
  });
  const speaker: Speaker = {
    leader: () => leader,
    cluster: () => roles,
    describe: () => ({ failureDomain: 0n, weight: 0n }),
  };
  converse(stream, speaker);
  if (early.byteLength > 0) stream.unshift(early);
}

/** A member of etcd behind gRPC: the two questions of src/etcd, in the shapes of 3.6. */
export function etcdAnswers(machine: StandInMachine, askedHost: string): Http2Server {
  const server = createServer();
  server.on("stream", (stream, headers) => {
    const message = answerTo(machine, askedHost, headers[":path"] ?? "");
    stream.on("error", () => undefined);
    if (stream.closed) return;
    stream.respond(
      { ":status": 200, "content-type": "application/grpc" },
      { waitForTrailers: true },
    );
    stream.on("wantTrailers", () =>
      stream.sendTrailers({ "grpc-status": message === undefined ? "12" : "0" }),
    );
    if (message === undefined) return void stream.end();
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.byteLength, 1);
    stream.end(Buffer.concat([prefix, message]));
  });
  return server;
}

/**
 * Node's HTTP/2 over a stream that is no socket of the system throws, where nobody can catch it, when it still has
 * something to say after that stream has ended (nodejs/node 35384). So what has ended is closed at once.
 */
export function answerEtcdOver(
  { near, far }: { readonly near: Duplex; readonly far: Duplex },
  server: Http2Server,
): void {
  const close = () => void far.destroy();
  near.once("close", close);
  far.once("end", close);
  server.emit("connection", far);
}

function answerTo(machine: StandInMachine, askedHost: string, path: string): Buffer | undefined {
  const cluster = readCluster(machine);
  const members = cluster?.members ?? [];
  const at = members.findIndex(({ ip }) => ip === askedHost);
  const own = at < 0 ? members.findIndex(({ name }) => name === cluster?.name) : at;
  const idOf = (index: number) => MEMBER_ID + BigInt(index);
  const header = Buffer.concat([word(2, idOf(own)), word(4, 2n)]);
  if (path === "/etcdserverpb.Maintenance/Status")
    return Buffer.concat([
      ...[bytes(1, header), bytes(2, Buffer.from("3.6.6")), word(3, 65_536n)],
      ...[word(4, MEMBER_ID), word(5, 12n), word(6, 2n), word(7, 12n), word(9, 32_768n)],
    ]);
  if (path !== "/etcdserverpb.Cluster/MemberList") return undefined;
  const listed = members.map(({ name, ip }, index) =>
    Buffer.concat([
      ...[word(1, idOf(index)), bytes(2, Buffer.from(name))],
      bytes(3, Buffer.from(`https://${ip}:2380`)),
      bytes(4, Buffer.from(`https://${ip}:2379`)),
    ]),
  );
  return Buffer.concat([bytes(1, header), ...listed.map((member) => bytes(2, member))]);
}

/** Protocol Buffers: a number, and what has a length. */
function word(field: number, value: bigint): Buffer {
  return Buffer.concat([varint(BigInt(field << 3)), varint(value)]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(BigInt((field << 3) | 2)), varint(BigInt(value.length)), value]);
}

function varint(value: bigint): Buffer {
  const out: number[] = [];
  for (let left = value; ; left >>= 7n) {
    if (left < 0x80n) return Buffer.from([...out, Number(left)]);
    out.push(Number(left & 0x7fn) | 0x80);
  }
}
