import type { FilesIO } from "../engine/index.ts";
import { isRecord } from "../json/index.ts";
import type { Drafts } from "./state.ts";

/** Keeps what was typed beyond the life of a console. Secrets are never part of it. */
export interface DraftKeeper {
  load(): Promise<Drafts>;
  save(drafts: Drafts): Promise<void>;
}

const FORMAT = 1;
const MAX_BYTES = 1 << 20;

/** One file, replaced atomically, readable by its owner alone. A damaged one counts as empty. */
export function createDraftKeeper(files: FilesIO, path: string): DraftKeeper {
  return {
    async load() {
      const text = await files.readText(path, { maxBytes: MAX_BYTES });
      return text === undefined ? {} : parseDrafts(text);
    },
    save: (drafts) =>
      files.writeAtomic(path, `${JSON.stringify({ format: FORMAT, drafts })}\n`, { mode: 0o600 }),
  };
}

function parseDrafts(text: string): Drafts {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!isRecord(parsed) || parsed.format !== FORMAT || !isRecord(parsed.drafts)) return {};
    return Object.fromEntries(
      Object.entries(parsed.drafts).flatMap(([form, fields]) =>
        isRecord(fields) ? [[form, textsOf(fields)]] : [],
      ),
    );
  } catch {
    return {};
  }
}

function textsOf(fields: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
}
