import { createHash } from "node:crypto";

/** The same noise in every run. */
export function createSeeded(seed: number): (count: number) => Buffer {
  let round = 0;
  return (count) => {
    const parts: Buffer[] = [];
    for (let length = 0; length < count; length += 32) {
      parts.push(createHash("sha256").update(`${seed} ${round++}`).digest());
    }
    return Buffer.concat(parts).subarray(0, count);
  };
}
