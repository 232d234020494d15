import { DISTRIBUTIONS } from "../distributions/index.ts";
import type { DurableState } from "../engine/index.ts";
import { BringupError, errorView } from "../errors/index.ts";
import { createMachineHost } from "../host/index.ts";
import type { RememberedId } from "../identity/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import { hasStore, openStore } from "../store/index.ts";
import { openDocuments } from "./documents.ts";
import { rememberedId } from "./identity.ts";
import { defaultStateDir, type EngineOptions } from "./state-dir.ts";

/**
 * The document of a host without an agent, all its layers merged, as an agent would find it at its first start.
 * @throws FILE_UNREADABLE where it may not be read: what it says of the host is not known then.
 */
export async function readOwnDocument(options: EngineOptions): Promise<EdgeHost> {
  const { files } = createMachineHost();
  const stateDir = defaultStateDir(options);
  const rules = { distributions: DISTRIBUTIONS, extraChecks: () => [] };
  try {
    const documents = await openDocuments({ stateDir, files, state: EMPTY, rules });
    return documents.slice([]).effective;
  } catch (cause) {
    throw errorView(cause).code === "DOCUMENT_INVALID" ? cause : unreadable(stateDir, cause);
  }
}

function unreadable(stateDir: string, cause: unknown): BringupError {
  const message = `the document in ${stateDir} cannot be read`;
  return new BringupError("FILE_UNREADABLE", message, { cause, hint: "Run again as root." });
}

const EMPTY: DurableState = { get: () => undefined, set: () => {} };

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
