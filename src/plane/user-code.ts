import { randomInt } from "node:crypto";

/** No vowels, so no words; nothing that looks like another letter or a digit (RFC 8628, 6.1). */
export const USER_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

/** Eight letters without the dash, 34.5 bits. */
export function newUserCode(): string {
  return Array.from({ length: 8 }, () => USER_CODE_LETTERS[randomInt(20)]).join("");
}

/** `BKTRQZXM` as `BKTR-QZXM`. */
export function formatUserCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** Typed by a person: any case, dashes and blanks. `undefined` when it cannot be a code. */
export function parseUserCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]+/g, "");
  return /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/.test(code) ? code : undefined;
}
