import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { listOf, statusOf } from "./etcd.ts";
import type { StandInServer } from "./server.ts";

/** The two questions that are ever asked, in the numbers of `rpc.proto`. */
export function answerGrpc(
  { replica }: Pick<StandInServer, "replica">,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
): void {
  const message = messageFor(replica, request.url);
  request.resume();
  response.writeHead(200, { "content-type": "application/grpc" });
  response.addTrailers({ "grpc-status": message === undefined ? "12" : "0" });
  response.end(message === undefined ? "" : framed(message));
}

function messageFor(replica: StandInServer["replica"], path: string): Uint8Array | undefined {
  if (path === "/etcdserverpb.Maintenance/Status") {
    const { header, version, dbSize, leader, raftIndex, raftAppliedIndex, isLearner } =
      statusOf(replica);
    return joined(
      bytes(1, headerOf(header)),
      bytes(2, Buffer.from(version)),
      word(3, dbSize),
      word(4, leader),
      word(5, raftIndex),
      word(7, raftAppliedIndex),
      word(10, isLearner ? "1" : undefined),
    );
  }
  if (path !== "/etcdserverpb.Cluster/MemberList") return undefined;
  const { header, members } = listOf(replica);
  return joined(
    bytes(1, headerOf(header)),
    ...members.map(({ ID, name, peerURLs, clientURLs, isLearner }) =>
      bytes(
        2,
        joined(
          word(1, ID),
          bytes(2, Buffer.from(name)),
          ...peerURLs.map((url) => bytes(3, Buffer.from(url))),
          ...clientURLs.map((url) => bytes(4, Buffer.from(url))),
          word(5, isLearner ? "1" : undefined),
        ),
      ),
    ),
  );
}

function headerOf({ member_id, raft_term }: ReturnType<typeof statusOf>["header"]): Uint8Array {
  return joined(word(2, member_id), word(4, String(raft_term)));
}

/** Not compressed, and its length. */
function framed(message: Uint8Array): Uint8Array {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return joined(head, message);
}

function word(field: number, value: string | undefined): Uint8Array {
  return value === undefined
    ? new Uint8Array()
    : joined(varint(BigInt(field) << 3n), varint(BigInt(value)));
}

function bytes(field: number, content: Uint8Array): Uint8Array {
  return joined(varint((BigInt(field) << 3n) | 2n), varint(BigInt(content.length)), content);
}

function varint(value: bigint): Uint8Array {
  const out: number[] = [];
  for (let left = value; ; left >>= 7n) {
    if (left < 128n) return Uint8Array.of(...out, Number(left));
    out.push(Number(left & 127n) | 128);
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
