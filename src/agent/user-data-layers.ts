import { join } from "node:path";
import type { FilesIO } from "../engine/index.ts";
import { DEFAULTS, type EdgeHost, type Layer, mergeLayers } from "../spec/index.ts";
import {
  type ByLayer,
  layerHosts,
  mergeUserData,
  parseUserData,
  type Section,
  USER_DATA_LAYERS,
  type UserDataLayer,
  type UserDataRow,
  userDataRows,
} from "../user-data/index.ts";

/** User-data for one layer, as it is kept: nothing secret is in it. */
export interface LayerChange {
  readonly layer: UserDataLayer;
  /** Absent: the layer is taken out. */
  readonly value?: Section;
}

export type Layers = Partial<Readonly<Record<Layer, EdgeHost>>>;

/** The texts of a layer before and after; absent: none. */
export interface TakenLayer {
  readonly layer: UserDataLayer;
  readonly was?: string;
  readonly is?: string;
}

/** What user-data asks for on this host: kept in the state directory, read anew at each start. */
export interface UserDataLayers {
  /** The layers with what user-data adds to two of them, before or after a change. */
  within(layers: Layers, change?: LayerChange): Layers;
  /** Everything it says, for a person. */
  rows(): readonly UserDataRow[];
  /** On the disk when it returns, and not in force: a run that is cut off right then finds it. */
  prepare(change: LayerChange | undefined): Promise<void>;
  /** What was prepared is in force from now on; `undefined`: nothing was. */
  take(): Promise<TakenLayer | undefined>;
}

export async function openUserDataLayers(
  stateDir: string,
  files: FilesIO,
): Promise<UserDataLayers> {
  const pathOf = (name: string) => join(stateDir, "user-data", `${name}.yaml`);
  const preparedPath = pathOf("prepared");
  let sections: ByLayer<Section> = {};
  for (const layer of USER_DATA_LAYERS)
    sections = changed(sections, { layer, ...valueIn(await files.readText(pathOf(layer))) });
  let prepared = preparedIn(await files.readText(preparedPath));

  return {
    within(layers, change) {
      const asked = change === undefined ? sections : changed(sections, change);
      const { hosts } = layerHosts(
        asked,
        (given) => mergeLayers({ ...layers, ...overlaid(layers, given) }).effective,
      );
      return { ...layers, ...overlaid(layers, hosts) };
    },
    rows() {
      const given = USER_DATA_LAYERS.flatMap((name) => {
        const value = sections[name];
        return value === undefined ? [] : [{ name, value }];
      });
      return userDataRows(mergeUserData(given));
    },
    async prepare(change) {
      if (change !== undefined)
        await files.writeAtomic(preparedPath, JSON.stringify(change), { mode: 0o600 });
      else if (prepared !== undefined) await files.remove(preparedPath);
      prepared = change;
    },
    async take() {
      if (prepared === undefined) return undefined;
      const { layer, value } = prepared;
      const was = await files.readText(pathOf(layer));
      const is = value === undefined ? undefined : textOf(value);
      if (is === undefined) await files.remove(pathOf(layer));
      else await files.writeAtomic(pathOf(layer), is, { mode: 0o600 });
      sections = changed(sections, prepared);
      await files.remove(preparedPath);
      prepared = undefined;
      return {
        ...{ layer },
        ...(was === undefined ? {} : { was }),
        ...(is === undefined ? {} : { is }),
      };
    },
  };
}

function changed(sections: ByLayer<Section>, { layer, value }: LayerChange): ByLayer<Section> {
  const { [layer]: _, ...others } = sections;
  return value === undefined ? others : { ...others, [layer]: value };
}

/** A file of an image at the same layer stays; what user-data says comes on top of it. */
function overlaid(layers: Layers, given: ByLayer<EdgeHost>): ByLayer<EdgeHost> {
  return Object.fromEntries(
    USER_DATA_LAYERS.flatMap((name) => {
      const host = given[name];
      if (host === undefined) return [];
      const below = layers[name] ?? DEFAULTS;
      return [[name, mergeLayers({ defaults: below, local: host }).effective]];
    }),
  );
}

/** JSON is YAML too, and has no two ways to write a thing. */
function textOf(value: Section): string {
  return `#cloud-config\n${JSON.stringify(value, null, 2)}\n`;
}

/** What cannot be read any more is as good as not there: it can be taken over again. */
function valueIn(text: string | undefined): { readonly value?: Section } {
  const parsed = text === undefined ? undefined : parseUserData(text);
  return parsed?.is === "valid" ? { value: parsed.value } : {};
}

function preparedIn(text: string | undefined): LayerChange | undefined {
  if (text === undefined) return undefined;
  try {
    const { layer, value } = JSON.parse(text);
    return USER_DATA_LAYERS.includes(layer) ? { layer, ...(value ? { value } : {}) } : undefined;
  } catch {
    return undefined;
  }
}
