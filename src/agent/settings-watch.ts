import { observeNoProxy } from "../cluster/index.ts";
import { type HostView, unknown } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { linkViews, observeNetwork } from "../network/index.ts";
import { correctionText } from "../proxy/index.ts";
import type { SettingView } from "../session/index.ts";
import { linksIn, observeSettings, type SettingRow, settingRows } from "../settings/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import type { Board } from "./board.ts";
import { onceMore } from "./once-more.ts";
import { workingDocument } from "./working-proxy.ts";

interface SettingsWatchParts {
  readonly board: Board;
  readonly host: HostView;
  document(): EdgeHost;
}

/** Looks when it is called: after a step, or a change of the document. */
export function settingsWatch(parts: SettingsWatchParts, signal: AbortSignal): () => Promise<void> {
  return onceMore(() => lookAtSettings(parts, signal));
}

/** Puts what the host has of its settings beside what is asked. */
async function lookAtSettings(parts: SettingsWatchParts, signal: AbortSignal): Promise<void> {
  const { board, host } = parts;
  try {
    const seen = await observeSettings(host, signal);
    if (signal.aborted) return;
    board.set("links", linksIn(seen, parts.document()));
    const nics = board.snapshot().inventory?.nics ?? unknown("not looked yet");
    const { document, corrections } = await workingDocument(host, parts.document(), signal);
    const noProxy = await observeNoProxy(host, { document, nics });
    if (signal.aborted) return;
    const notes = new Map(corrections.map((one) => [`spec.proxy.${one.field}`, one]));
    const rows = settingRows({ document, seen, noProxy }).map((row) => {
      const correction = notes.get(row.path);
      return correction === undefined ? row : { ...row, note: `${correctionText(correction)}.` };
    });
    board.set("settings", rows.map(viewOf));
  } catch (thrown) {
    if (!signal.aborted) board.note("error", "settings", errorView(thrown).message);
  }
}

/** The links alone: somebody stands at the machine and moves cables. */
export async function lookAtLinks(
  { board, host, document }: SettingsWatchParts,
  signal: AbortSignal,
): Promise<void> {
  const seen = await observeNetwork(host, signal);
  if (!signal.aborted) board.set("links", linkViews(seen, document().spec.network));
}

function viewOf({ path, seen, inForce, note, parts }: SettingRow): SettingView {
  return {
    path,
    seen,
    holds: inForce ?? null,
    ...(note === undefined ? {} : { note }),
    ...(parts === undefined ? {} : { parts }),
  };
}
