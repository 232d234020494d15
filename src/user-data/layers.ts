import type { EdgeHost } from "../spec/index.ts";
import { mergeUserData } from "./merge.ts";
import type { Section } from "./parameter.ts";
import { viewOfAll, viewOfLayer } from "./said.ts";
import { type Refused, toHost } from "./to-host.ts";

/** Layers of ours that user-data can be, weakest first: of the image, and of the site. */
export const USER_DATA_LAYERS = ["user-data", "site"] as const;
export type UserDataLayer = (typeof USER_DATA_LAYERS)[number];
export type ByLayer<T> = Partial<Readonly<Record<UserDataLayer, T>>>;

export interface LayerHosts {
  readonly hosts: ByLayer<EdgeHost>;
  readonly refused: readonly Refused[];
}

/**
 * What user-data asks for, in each of our layers. They are merged as Palette merges them first: where
 * the site adds to a list, its layer has the whole list. `complete` makes the whole document of them.
 */
export function layerHosts(
  sections: ByLayer<Section>,
  complete: (hosts: ByLayer<EdgeHost>) => EdgeHost,
): LayerHosts {
  const given = USER_DATA_LAYERS.flatMap((name) => {
    const value = sections[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const merged = mergeUserData(given);
  const whole = toHost(viewOfAll(merged.value), {
    merged: (host) => complete({ "user-data": host }),
  });
  const judged = (host: EdgeHost) => complete({ "user-data": whole.host, site: host });
  const hosts = given.map(({ name, value }) => {
    const view = name === "site" ? viewOfLayer(merged, name) : viewOfAll(value);
    return [name, toHost(view, { merged: judged }).host] as const;
  });
  return { hosts: Object.fromEntries(hosts), refused: whole.refused };
}
