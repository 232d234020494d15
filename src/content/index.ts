/** Archives with all a site needs: found, fetched, proven, unpacked, found again, removed. */
import type { Handler, HttpView } from "../engine/index.ts";
import { fetchHandler } from "./fetch-step.ts";
import { importHandler } from "./import-step.ts";
import { removeHandler } from "./remove-step.ts";

export { importHandler } from "./import-step.ts";
export { type Content, contentFolders, observeContent } from "./observe.ts";
export { type ContentOffer, findOffers } from "./offers.ts";
export { type ImportRequest, planImport } from "./plan.ts";
export { planRemoval } from "./plan-remove.ts";

/** `http`: goes the way the document says. */
export function contentHandlers(http: HttpView): readonly Handler[] {
  return [fetchHandler(http), importHandler, removeHandler];
}
