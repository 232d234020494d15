import { planAnyImport } from "../../profile/index.ts";
import type { OperationKind } from "./kind.ts";
import { paramOf } from "./param.ts";

/** An archive with content, or a folder with a profile, becomes a folder of this host; proven before it is used. */
export const importContent: OperationKind = {
  id: "import-content",
  plan: ({ host, params: { sha256, name, seen, ...params } }) =>
    planAnyImport(host, { from: paramOf(params, "from"), sha256, name, seen }),
};
