import { spawn } from "node:child_process";

export interface KeyboardLayout {
  /** As XKB calls it: `de`. */
  readonly code: string;
  /** File of kbd with the same keys, where it has another name. */
  readonly file?: string;
  readonly title: string;
}

/** Of the keyboards one meets at a rack; the kernel's own is the first. */
export const KEYBOARD_LAYOUTS: readonly KeyboardLayout[] = [
  { code: "us", title: "English (US)" },
  { code: "gb", file: "uk", title: "English (UK)" },
  { code: "be", file: "be-latin1", title: "Belgian" },
  { code: "br", file: "br-abnt2", title: "Portuguese (Brazil)" },
  { code: "ca", file: "cf", title: "French (Canada)" },
  { code: "ch", file: "sg-latin1", title: "German (Switzerland)" },
  { code: "cz", file: "cz-lat2", title: "Czech" },
  { code: "de", file: "de-latin1", title: "German" },
  { code: "dk", file: "dk-latin1", title: "Danish" },
  { code: "es", title: "Spanish" },
  { code: "fi", title: "Finnish" },
  { code: "fr", file: "fr-latin9", title: "French" },
  { code: "hu", title: "Hungarian" },
  { code: "it", title: "Italian" },
  { code: "jp", file: "jp106", title: "Japanese" },
  { code: "latam", file: "la-latin1", title: "Spanish (Latin America)" },
  { code: "nl", title: "Dutch" },
  { code: "no", file: "no-latin1", title: "Norwegian" },
  { code: "pl", title: "Polish" },
  { code: "pt", file: "pt-latin1", title: "Portuguese" },
  { code: "ro", title: "Romanian" },
  { code: "se", file: "se-latin1", title: "Swedish" },
  { code: "si", file: "slovene", title: "Slovenian" },
  { code: "tr", file: "trq", title: "Turkish" },
];

export type LayoutLoaded =
  | { readonly is: "loaded" }
  /** Neither of the programs is there that could. */
  | { readonly is: "missing" }
  | { readonly is: "failed"; readonly why: string };

const LIMIT_MS = 10_000;
/** Whichever virtual terminal is seen: they all share one keyboard. */
const SCREEN = "/dev/tty0";

/** Until the next start of the machine. Debian makes a layout with ckbcomp(1), others have files. */
export async function loadKeyboardLayout({
  code,
  file = code,
}: KeyboardLayout): Promise<LayoutLoaded> {
  const made = await run(["ckbcomp", "-compact", code], "");
  const loadkeys = ["loadkeys", "--quiet", `--console=${SCREEN}`] as const;
  const loaded =
    made.code === 0
      ? await run([...loadkeys, "-"], made.stdout)
      : await run([...loadkeys, file], "");
  if (loaded.code === 0) return { is: "loaded" };
  if (loaded.code === undefined) return { is: "missing" };
  const lines = loaded.stderr.trim().split("\n");
  return { is: "failed", why: lines.at(-1) || `loadkeys ended with ${loaded.code}` };
}

interface Ended {
  /** `undefined`: there is no such program. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function run([program, ...args]: readonly [string, ...string[]], input: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "pipe", timeout: LIMIT_MS });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].on("data", (chunk: Buffer) => {
        said[name] += chunk.toString();
      });
    child.on("error", () => resolve({ code: undefined, ...said }));
    child.on("close", (code) => resolve({ code: code ?? 1, ...said }));
    // A program that ends before it has read everything says why by itself.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
