import type { RememberedId } from "../identity/index.ts";
import { hasStore, openStore } from "../store/index.ts";
import { rememberedId } from "./identity.ts";
import { defaultStateDir, type EngineOptions } from "./state-dir.ts";

/** The edge id kept in the store of a host, without an agent; `undefined` when there is none. */
export function readRememberedId(options: EngineOptions): RememberedId | undefined {
  const dir = defaultStateDir(options);
  if (!hasStore(dir)) return undefined;
  const store = openStore(dir, { mode: "read" });
  try {
    return rememberedId(store.state);
  } finally {
    store.close();
  }
}
