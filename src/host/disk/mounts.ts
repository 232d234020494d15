import { isWithin } from "../paths.ts";

/** A mount point that is `folder` or lies below it, from the text of /proc/PID/mountinfo (proc(5)). */
export function mountWithin(mountinfo: string, folder: string): string | undefined {
  return mountinfo
    .split("\n")
    .map((line) => unescaped(line.split(" ")[4] ?? ""))
    .find((point) => point !== "" && isWithin(point, folder));
}

/** Blanks and the backslash are written in octal. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
