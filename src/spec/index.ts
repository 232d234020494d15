/** The desired state of one host: read, checked, merged, changed and written. Pure; no files. */
export { type DocumentChange, diffDocuments } from "./diff.ts";
export { setIn, type TextChange } from "./edit.ts";
export { FIELDS, type Field, type FieldKind } from "./fields.ts";
export { formatIssue, type Issue, LAYERS, type Layer, type Origins } from "./issue.ts";
export { DEFAULTS, type Layers, type Merged, mergeLayers, originOf } from "./merge.ts";
export { jsonSchema } from "./outline.ts";
export { checkDocument, type ParseOptions, type ParseOutcome, parseDocument } from "./parse.ts";
export { formatPath, parsePath, type Segments } from "./path.ts";
export { emptyDocument, exportDocument, renderDocument } from "./render.ts";
export {
  API_VERSION,
  type ClusterSpec,
  type EdgeHost,
  type EdgeHostSpec,
  edgeHostSchema,
  KIND,
  type ProxySpec,
  type RegistrationSpec,
} from "./schema.ts";
