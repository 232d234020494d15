import { planImport } from "../../content/index.ts";
import type { OperationKind } from "./kind.ts";
import { paramOf } from "./param.ts";

/** An archive with content becomes a folder of this host, proven before anything of it is used. */
export const importContent: OperationKind = {
  id: "import-content",
  plan: ({ host, params }) =>
    planImport(host, { from: paramOf(params, "from"), sha256: params.sha256, name: params.name }),
};
