export { type Issue, LAYERS, type Layer, type Origins } from "./issue.ts";
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
