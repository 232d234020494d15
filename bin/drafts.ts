import { join } from "node:path";
import type { HostChoice } from "../src/cli/index.ts";
import type { DraftKeeper } from "../src/session/index.ts";

/** Drafts lie beside the store: they follow the host, not the person or the kind of console. */
export async function openDrafts(choice: HostChoice): Promise<DraftKeeper> {
  const [{ defaultStateDir }, { createDraftKeeper }, { createMachineHost }] = await Promise.all([
    import("../src/agent/index.ts"),
    import("../src/session/index.ts"),
    import("../src/host/index.ts"),
  ]);
  return createDraftKeeper(createMachineHost().files, join(defaultStateDir(choice), "drafts.json"));
}
