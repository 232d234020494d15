/** Archives with all a site needs: found, fetched, proven, unpacked, found again, removed. */
import type { Handler, HttpView } from "../engine/index.ts";
import { fetchHandler } from "./fetch-step.ts";
import { importHandler } from "./import-step.ts";
import { removeHandler } from "./remove-step.ts";

export { importHandler } from "./import-step.ts";
export { nameFor } from "./name.ts";
export {
  type Content,
  type ContentRecord,
  contentFolders,
  observeContent,
  readContent,
} from "./observe.ts";
export { type ContentOffer, findOffers, proofOn } from "./offers.ts";
export { CONTENT, DOWNLOADS, KEPT_FREE_BYTES, MARKER, OTHER_NAME } from "./places.ts";
export { type ImportRequest, importSteps, needRoom, planImport, unlessObstacle } from "./plan.ts";
export { planRemoval } from "./plan-remove.ts";
export { asSum, holdTo, type Proof, proofBeside, unproven } from "./proof.ts";
export { isFolderSource, sourceIn, withStick } from "./source.ts";

/** `http`: goes the way the document says. */
export function contentHandlers(http: HttpView): readonly Handler[] {
  return [fetchHandler(http), importHandler, removeHandler];
}
