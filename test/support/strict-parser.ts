import type { StrictDevice } from "./strict-tables.ts";

/** What a terminal is told to do. */
export interface StrictActions {
  print(glyph: string): void;
  control(character: string): void;
  /** As `M` or `(0`. */
  escape(what: string): void;
  /** As `H` with [5, 12]; a number that was left away is `undefined`. */
  sequence(what: string, parameters: readonly (number | undefined)[]): void;
  violation(what: string): void;
}

const PIECE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is parsed
  /\u001b\[([<=>?]?)([\d;]*)([ -/]?)([@-~])|\u001b([ -/]?[0-~])|([\u0000-\u001a\u001c-\u001f\u007f-\u009f])|([\s\S])/gu;

/** Reads whole sequences: one that is cut in two is a violation as well. */
export function parseStrictly(bytes: string, device: StrictDevice, actions: StrictActions): void {
  for (const [whole, prefix, numbers, between, final, escaped, control, glyph] of bytes.matchAll(
    PIECE,
  )) {
    if (final !== undefined) {
      const what = `${prefix}${between}${final}`;
      const parameters = (numbers ?? "")
        .split(";")
        .map((one) => (one === "" ? undefined : Number(one)));
      if (isKnown(device, what, parameters)) actions.sequence(what, parameters);
      else actions.violation(JSON.stringify(whole));
    } else if (escaped !== undefined && device.escapes.includes(escaped)) actions.escape(escaped);
    else if (control !== undefined && device.controls.includes(control)) actions.control(control);
    else if (glyph !== undefined && isPrintable(glyph, device)) actions.print(glyph);
    else actions.violation(JSON.stringify(whole));
  }
}

/** What a terminal of the time keeps of one sequence; one parameter fits into a byte. */
const MOST_PARAMETERS = 16;
const MOST_COUNT = 255;

function isKnown(
  { sequences }: StrictDevice,
  what: string,
  parameters: readonly (number | undefined)[],
): boolean {
  const allowed = sequences.get(what);
  if (allowed === undefined || parameters.length > MOST_PARAMETERS) return false;
  if (allowed === "counts") {
    const most = "Hfr".includes(what) ? 2 : 1;
    return (
      parameters.length <= most && parameters.every((one = 1) => one >= 1 && one <= MOST_COUNT)
    );
  }
  return parameters.every(
    (one = 0) => allowed.includes(one) || (one === 0 && allowed.length === 0),
  );
}

function isPrintable(glyph: string, { isUtf8 }: StrictDevice): boolean {
  if (glyph >= " " && glyph <= "~") return true;
  return isUtf8 && glyph >= "\u00a0" && glyph.length === 1;
}
