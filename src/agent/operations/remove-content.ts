import { planRemoval } from "../../content/index.ts";
import type { OperationKind } from "./kind.ts";
import { paramOf } from "./param.ts";

/** A content that nobody needs any more makes room; what the document is made from stays. */
export const removeContent: OperationKind = {
  id: "remove-content",
  plan: ({ host, document, params }) => planRemoval(host, document, paramOf(params, "name")),
};
