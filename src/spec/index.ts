/** The desired state of one host: read, checked, merged, changed and written. Pure; no files. */
export { diffDocuments } from "./diff.ts";
export { editText, setIn, type TextChange, type TextShape } from "./edit.ts";
export { type Endpoint, endpointOf, hostAndPort } from "./endpoint.ts";
export { FIELDS, type Field } from "./fields.ts";
export {
  error,
  formatIssue,
  type Issue,
  LAYERS,
  type Layer,
  type Origins,
  type Unplaced,
  warning,
} from "./issue.ts";
export { DEFAULTS, mergeLayers, originOf } from "./merge.ts";
export { jsonSchema } from "./outline.ts";
export { type ParseOutcome, parseDocument } from "./parse.ts";
export { formatPath, isMap, parsePath, type Segments, valueAt } from "./path.ts";
export { arranged, type Raw, readable } from "./place.ts";
export { readTree, type Tree } from "./read.ts";
export { emptyDocument, exportDocument, renderDocument } from "./render.ts";
export {
  API_VERSION,
  type ClusterSpec,
  type EdgeHost,
  type EdgeHostSpec,
  edgeHostSchema,
  type InstallSpec,
  KIND,
  type ProxySpec,
} from "./schema.ts";
export { found } from "./seen.ts";
