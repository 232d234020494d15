import { BringupError } from "../errors/index.ts";
import { boot } from "./operations/boot.ts";
import { CLUSTER_KINDS } from "./operations/cluster.ts";
import { importContent } from "./operations/import-content.ts";
import type { OperationKind } from "./operations/kind.ts";
import { mend } from "./operations/mend.ts";
import { removeContent } from "./operations/remove-content.ts";

/** An operation is one file and one line here. */
export const OPERATIONS: readonly OperationKind[] = [
  ...CLUSTER_KINDS,
  mend,
  importContent,
  removeContent,
  boot,
];

/** @throws USAGE for one nobody registered. */
export function operationKind(id: string): OperationKind {
  const found = OPERATIONS.find((kind) => kind.id === id);
  if (found !== undefined) return found;
  throw new BringupError("USAGE", `there is no operation ${JSON.stringify(id)}`);
}
