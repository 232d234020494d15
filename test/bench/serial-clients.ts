// Rows that look wrong in the programs people watch serial lines with, and on the kernel's own console,
// while the recorded screens go out one after the other. Ends with 1 where a row is wrong.
// Run: node --import=tsx test/bench/serial-clients.ts [client ...]. Debian: minicom picocom screen tmux
import type { Screen } from "../../src/terminal/index.ts";
import { PROFILES, type ScreenProfile } from "../support/screen.tsx";
import { openClient, SERIAL_CLIENTS, type Watched } from "./client-window.ts";
import { openKernelConsole } from "./kernel-console.ts";
import { conclude, judge } from "./numbers.ts";
import { ourBytes, screensOf } from "./our-bytes.ts";
import { record } from "./record-frames.ts";
import { stepWalk } from "./step-walk.ts";

const SETTLE_MS = 3000;
const serial = (term: string): ScreenProfile => ({
  ...PROFILES.ascii,
  name: term,
  env: { TERM: term, LANG: "C" },
});
const TERMS: Readonly<Record<string, readonly ScreenProfile[]>> = {
  "kernel console": [PROFILES.console],
  tmux: [{ ...PROFILES.utf8, env: { TERM: "tmux-256color", LANG: "C.UTF-8" } }, serial("vt220")],
};
const chosen = process.argv.slice(2);
for (const client of [...SERIAL_CLIENTS, "kernel console"] as const) {
  if (chosen.length > 0 && !chosen.includes(client)) continue;
  for (const device of TERMS[client] ?? [serial("vt220"), serial("vt102")])
    await measure(client, device);
}
conclude();

async function measure(
  client: (typeof SERIAL_CLIENTS)[number] | "kernel console",
  device: ScreenProfile,
) {
  const watched =
    client === "kernel console"
      ? await openKernelConsole(device)
      : await openClient(client, device);
  if (typeof watched === "string") {
    process.stdout.write(`SKIPPED: ${client}: ${watched}\n`);
    return;
  }
  try {
    const frames = await record(device, stepWalk);
    const screens = screensOf(frames, device);
    const bytes = ourBytes(screens, device);
    let wrong = 0;
    for (const [at, screen] of screens.entries()) {
      watched.write(bytes[at] ?? Buffer.alloc(0));
      wrong += await wrongRows(watched, screen, `${client}, frame ${at}, ${frames[at]?.step}`);
    }
    const what = `${client}, TERM=${device.env.TERM}, ${screens.length} frames`;
    judge(`${what}: wrong rows`, wrong, { most: 0, unit: "rows" });
  } finally {
    await watched.close();
  }
}

/** Lines that differ once nothing more happens; says which. */
async function wrongRows(watched: Watched, screen: Screen, where: string): Promise<number> {
  const wanted = rowsOf(screen);
  const endMs = performance.now() + SETTLE_MS;
  for (;;) {
    const rows = await watched.rows();
    const wrong = wanted.flatMap((row, at) => (row === (rows[at] ?? "") ? [] : [at]));
    if (wrong.length === 0) return 0;
    if (performance.now() < endMs) continue;
    for (const at of wrong)
      process.stdout.write(
        `${where}, row ${at + 1}\n  wanted ${wanted[at]}\n  shown  ${rows[at]}\n`,
      );
    return wrong.length;
  }
}

function rowsOf({ columns, rows, glyphs }: Screen): readonly string[] {
  return Array.from({ length: rows }, (_, row) =>
    glyphs
      .slice(row * columns, (row + 1) * columns)
      .join("")
      .trimEnd(),
  );
}
