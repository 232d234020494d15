import type { HostView } from "../engine/index.ts";
import { type KubeCall, kubeGet } from "./client.ts";
import type { KubeAccess } from "./kubeconfig.ts";
import type { ManifestObject } from "./manifest.ts";
import { type ApiResource, type Read, readResources } from "./objects.ts";

/** Finds the path of an object by asking the API server what it knows; remembers the answers. */
export interface PathFinder {
  pathOf(object: ManifestObject, call: KubeCall): Promise<Read<string>>;
}

export function createPathFinder(host: HostView, access: KubeAccess): PathFinder {
  const known = new Map<string, readonly ApiResource[]>();

  async function resourcesOf(group: string, call: KubeCall): Promise<Read<readonly ApiResource[]>> {
    const found = known.get(group);
    if (found !== undefined) return { is: "read", value: found, tookMs: 0 };
    const read = readResources(await kubeGet(host, access, group, call));
    if (read.is === "read") known.set(group, read.value);
    return read;
  }

  return {
    async pathOf(object, call) {
      const group = groupPath(object.apiVersion);
      const resources = await resourcesOf(group, call);
      if (resources.is !== "read") return resources;
      const resource = resources.value.find(
        ({ kind, name }) => kind === object.kind && !name.includes("/"),
      );
      if (resource === undefined) {
        // A definition applied a moment ago is not served yet: ask again next time.
        known.delete(group);
        return { is: "missing", why: `the API server does not know ${object.kind} yet` };
      }
      return { is: "read", value: objectPath(group, resource, object), tookMs: 0 };
    },
  };
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function objectPath(group: string, resource: ApiResource, { metadata }: ManifestObject): string {
  const namespace = metadata.namespace ?? "default";
  const scope = resource.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${group}${scope}/${resource.name}/${encodeURIComponent(metadata.name)}`;
}
