import type { HostView } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { observeSettings, settingRows } from "../settings/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Board } from "./board.ts";

/** Puts what the host has of its settings beside what is asked. */
export async function lookAtSettings(
  parts: { readonly board: Board; readonly host: HostView; document(): EdgeHost },
  signal: AbortSignal,
): Promise<void> {
  const { board, host, document } = parts;
  try {
    const seen = await observeSettings(host, signal);
    if (signal.aborted) return;
    const rows = settingRows({ document: document(), seen });
    board.set(
      "settings",
      rows.map(({ path, seen: value, inForce }) => ({ path, seen: value, holds: inForce ?? null })),
    );
  } catch (thrown) {
    if (!signal.aborted) board.note("error", "settings", errorView(thrown).message);
  }
}
