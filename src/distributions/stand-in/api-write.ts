import { z } from "zod";
import { isRecord, readJson } from "../../json/index.ts";
import type { ApiRequest, ApiResponse, ApiWorld } from "./api-shape.ts";
import { json, status } from "./replies.ts";
import { resourceAt } from "./resources.ts";

const whole = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

export function isWriting(method: string): boolean {
  return ["POST", "PUT", "PATCH", "DELETE"].includes(method);
}

/** Objects that are created, replaced, merged into or removed one by one, as the API documents it. */
export function write(
  world: ApiWorld,
  { method, path, body }: ApiRequest & { readonly path: string },
) {
  const resource = resourceAt(world, path);
  if (resource === undefined || (resource.name === undefined) !== (method === "POST"))
    return status(404, "NotFound", "the server could not find the requested resource");
  const answered = changed(world, { method, path, body });
  if (answered.status < 300) world.save();
  return answered;
}

interface Change {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

function changed({ store, nowMs }: ApiWorld, { method, path, body }: Change): ApiResponse {
  const before = store.get(path);
  const name = path.split("/").at(-1) ?? "";
  if (method !== "POST" && before === undefined)
    return status(404, "NotFound", `"${decodeURIComponent(name)}" not found`);
  if (method === "DELETE") {
    store.remove(path);
    return json(200, { kind: "Status", apiVersion: "v1", status: "Success" });
  }
  const given = readJson(body);
  const object = whole.safeParse(method === "PATCH" ? merged(before?.object, given) : given).data;
  if (object === undefined)
    return status(400, "BadRequest", "the body is not an object of the API");
  const at = method === "POST" ? `${path}/${encodeURIComponent(object.metadata.name)}` : path;
  if (method === "POST" && store.get(at) !== undefined)
    return status(409, "AlreadyExists", `"${object.metadata.name}" already exists`);
  const stored = store.replace(at, object, nowMs);
  return stored === undefined
    ? status(
        409,
        "Conflict",
        "the object has been modified; please apply your changes to the latest version",
      )
    : json(method === "POST" ? 201 : 200, stored);
}

/** RFC 7396. */
export function merged(before: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const kept = isRecord(before) ? before : {};
  const names = [...new Set([...Object.keys(kept), ...Object.keys(patch)])];
  return Object.fromEntries(
    names
      .filter((name) => patch[name] !== null)
      .map((name) => [name, name in patch ? merged(kept[name], patch[name]) : kept[name]]),
  );
}
