import { systemClock } from "../engine/index.ts";
import { loadHostKey, openSecretVault, openStore } from "../store/index.ts";
import { createActivityKeeper } from "./activity-keeper.ts";
import { createBoard, SHOWN_ACTIVITY } from "./board.ts";
import { firstSnapshot } from "./first-snapshot.ts";
import type { EngineOptions } from "./state-dir.ts";

interface MemoryRequest {
  readonly options: EngineOptions & { readonly version: string };
  readonly stateDir: string;
  readonly mode: "host" | "rehearsal";
  readonly closers: (() => unknown)[];
}

/** What the agent has kept in its folder, and the board that begins with it. */
export function openMemory({ options, stateDir, mode, closers }: MemoryRequest) {
  const clock = systemClock;
  const { version, looksOnly } = options;
  const opened = openStore(stateDir, { mode: looksOnly ? "read" : "write" });
  closers.push(() => opened.close());
  const hostKey = loadHostKey(stateDir);
  const vault = openSecretVault(stateDir, hostKey);
  const nowMs = clock.nowMs();
  const keeper = createActivityKeeper(opened.activity, clock);
  closers.push(() => keeper.flush());
  const activity = opened.activity.list(SHOWN_ACTIVITY);
  const board = createBoard(
    firstSnapshot({ mode, version, stateDir, store: opened.access, nowMs, activity }),
    clock.nowMs,
    keeper.keep,
  );
  return { opened, hostKey, vault, board };
}
