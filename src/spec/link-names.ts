import type { AddressProblem } from "../addresses/index.ts";

/** IFNAMSIZ in <linux/if.h>, without the zero at the end. */
const LONGEST = 15;

/**
 * What the kernel takes (`dev_valid_name`), less what the programs above it refuse or read as a
 * pattern (systemd's `ifname_valid`).
 */
export function interfaceNameProblem(text: string): AddressProblem | undefined {
  const hint = "Write it as the kernel shows it, for example eth0 or enp1s0.";
  if (text === "") return { message: "must not be empty", hint };
  if (text === "lo") {
    return { message: "must not be the loopback", hint: "Remove this entry: the kernel keeps lo." };
  }
  if (/^\.+$/.test(text) || text === "all" || text === "default") {
    return { message: "must not be a word the kernel keeps for itself", hint };
  }
  if (/^\d+$/.test(text)) return { message: "must have a letter: a number is an index", hint };
  const odd = /[^A-Za-z0-9._@+~-]/.exec(text)?.[0];
  if (odd !== undefined) {
    const what = /\s/.test(odd) ? "a blank" : odd;
    return { message: `must have letters, digits, dots, hyphens and _ only, has ${what}`, hint };
  }
  if (text.startsWith("-")) return { message: "must not begin with a hyphen", hint };
  if (text.length <= LONGEST) return undefined;
  return { message: `must have at most ${LONGEST} characters, has ${text.length}`, hint };
}

const EXAMPLE = "Write it like this: 52:54:00:12:34:56";

export function macProblem(text: string): AddressProblem | undefined {
  const bytes = text.match(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i);
  if (bytes === null) return spellingProblem(text);
  if (/^(00:){5}00$/.test(text)) return { message: "must not be all zeros", hint: EXAMPLE };
  if (Number.parseInt(text.slice(1, 2), 16) % 2 === 0) return undefined;
  return { message: "must be the address of one port, not of a group", hint: EXAMPLE };
}

function spellingProblem(text: string): AddressProblem {
  const digits = text.replace(/[:.\s-]/g, "");
  const message = "must be six pairs of digits with colons between";
  if (!/^[0-9a-f]{12}$/i.test(digits)) return { message, hint: EXAMPLE };
  return { message, hint: `Write ${digits.match(/../g)?.join(":") ?? ""}` };
}
