import type { TimeOutcome } from "../../engine/index.ts";

/** RFC 5905, 7.3: 48 bytes, big-endian. Pure. */
const SIZE = 48;
/** Seconds from 1900, where NTP begins, to 1970. */
const EPOCH_SEC = 2_208_988_800;
const [ORIGINATE, RECEIVE, TRANSMIT] = [24, 32, 40] as const;

/** Version 4, mode 3 (client); the cookie stands where the sender's time would. */
export function timeQuestion(cookie: Uint8Array): Uint8Array {
  const packet = Buffer.alloc(SIZE);
  packet[0] = (4 << 3) | 3;
  packet.set(cookie.subarray(0, 8), TRANSMIT);
  return packet;
}

export interface Asked {
  readonly cookie: Uint8Array;
  /** Wall time when the question went out. */
  readonly sentMs: number;
  readonly roundTripMs: number;
}

/** `undefined`: not an answer to this question. */
export function parseTimeAnswer(
  bytes: Uint8Array,
  { cookie, sentMs, roundTripMs }: Asked,
): TimeOutcome | undefined {
  const packet = Buffer.from(bytes);
  if (packet.length < SIZE || !packet.subarray(ORIGINATE, RECEIVE).equals(cookie)) return undefined;
  const mode = packet.readUInt8(0) & 7;
  if (mode !== 4 && mode !== 5) return undefined;
  const stratum = packet.readUInt8(1);
  // Kiss-o'-death (RFC 5905, 7.4): four letters where a reference would stand.
  if (stratum === 0)
    return {
      is: "unsure",
      why: `it sends us away (${packet.toString("latin1", 12, 16).replace(/[^A-Z]/g, "")})`,
    };
  const isUnsynchronised = packet.readUInt8(0) >> 6 === 3 || stratum > 15;
  if (isUnsynchronised) return { is: "unsure", why: "it is not synchronised itself" };
  const [receivedMs, answeredMs] = [timeAt(packet, RECEIVE), timeAt(packet, TRANSMIT)];
  const wayMs = roundTripMs - (answeredMs - receivedMs);
  const serverMs = (receivedMs + answeredMs) / 2;
  return {
    is: "answered",
    offsetMs: Math.round(sentMs + roundTripMs / 2 - serverMs),
    roundTripMs: Math.max(0, Math.round(wayMs)),
    stratum,
  };
}

/** Seconds and their fraction. The count starts anew in 2036: small ones are of the next era. */
function timeAt(packet: Buffer, offset: number): number {
  const seconds = packet.readUInt32BE(offset);
  const fraction = packet.readUInt32BE(offset + 4) / 2 ** 32;
  const era = seconds < 0x8000_0000 ? 2 ** 32 : 0;
  return (seconds + era - EPOCH_SEC + fraction) * 1000;
}
