/** Whose fields in the cluster are those of a profile: no other writer of ours has this name. */
export const MANAGER = "bringup-profile";
/** On each object and on the record of its layer: which layer it belongs to. */
export const LAYER_LABEL = "bringup.dev/layer";
/** Where the records of the layers are. */
export const RECORDS = "/api/v1/namespaces/kube-system/configmaps";

export function recordName(layer: string): string {
  return `bringup-layer-${layer}`;
}
