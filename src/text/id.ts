/** Long identifiers as people read them aloud: in groups, with a character that catches a slip. */

/** `edge-9f3a22c17e04b1` as `edge-9f3a-22c1-7e04-b1`. */
export function groupId(id: string): string {
  const cut = id.lastIndexOf("-");
  const [head, tail] = cut < 0 ? ["", id] : [id.slice(0, cut + 1), id.slice(cut + 1)];
  return head + (tail.match(/.{1,4}/g) ?? [""]).join("-");
}

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWX";

/**
 * Two check characters over the id's letters and digits (case and grouping do not count), so that one
 * wrong or two swapped characters show. ISO 7064 in spirit: a weighted sum modulo 1021.
 */
export function checkCharacter(id: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of id.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")) {
    weight = (weight * 31) % 1021;
    sum = (sum + weight * (character.codePointAt(0) ?? 0)) % 1021;
  }
  return `${ALPHABET[sum >> 5] ?? "0"}${ALPHABET[sum & 31] ?? "0"}`;
}

export function withCheckCharacter(id: string): string {
  return `${groupId(id)} /${checkCharacter(id)}`;
}
