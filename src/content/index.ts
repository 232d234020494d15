/** Archives with all a site needs: proven, unpacked, found again. */
export { importHandler } from "./import-step.ts";
export { type Content, contentFolders, observeContent } from "./observe.ts";
export { type ImportRequest, planImport } from "./plan.ts";
