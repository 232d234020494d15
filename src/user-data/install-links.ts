import { isDeepStrictEqual } from "node:util";
import { type InstallSpec, isMap } from "../spec/index.ts";
import { type Link, NO_CHANGES } from "./link.ts";
import { saidAt, saidByAnybody } from "./said.ts";

const SIZE = "install.partitions.persistent.size";

/** A number, so that it is no plain text pair; 0 and nothing mean the same. */
const persistentSize: Link = {
  read(view) {
    const said = saidAt(view, SIZE);
    if (typeof said?.value !== "number") return [];
    return [
      { field: ["spec", "install", "persistent", "sizeMib"], value: said.value, from: said.path },
    ];
  },
  write({ spec }, view) {
    const wanted = spec.install?.persistent?.sizeMib;
    if (wanted === undefined || wanted === (saidByAnybody(view, SIZE)?.value ?? 0))
      return NO_CHANGES;
    return { changes: [{ path: SIZE, value: wanted }], unsaid: [] };
  },
};

const EXTRA = "install.extra-partitions";
type Partition = NonNullable<InstallSpec["partitions"]>[number];

/** `size` and `fs` are `sizeMib` and `filesystem`. */
const extraPartitions: Link = {
  read(view) {
    const said = saidAt(view, EXTRA);
    if (said === undefined) return [];
    return partitionsOf(said.value).map(({ partition, index }) => ({
      ...{ field: ["spec", "install", "partitions"], isEntry: true as const, value: partition },
      from: [...said.path, index],
    }));
  },
  write({ spec }, view) {
    const wanted = spec.install?.partitions;
    const said = partitionsOf(saidByAnybody(view, EXTRA)?.value);
    const isSaid = isDeepStrictEqual(
      wanted,
      said.map(({ partition }) => partition),
    );
    if (wanted === undefined || isSaid) return NO_CHANGES;
    const value = wanted.map(({ name, sizeMib, filesystem, label }) => ({
      name,
      ...(sizeMib === undefined ? {} : { size: sizeMib }),
      ...(filesystem === undefined ? {} : { fs: filesystem }),
      ...(label === undefined ? {} : { label }),
    }));
    return { changes: [{ path: EXTRA, value }], unsaid: [] };
  },
};

function partitionsOf(said: unknown): readonly { partition: Partition; index: number }[] {
  if (!Array.isArray(said)) return [];
  return said.flatMap((entry: unknown, index) => {
    if (!isMap(entry) || typeof entry.name !== "string" || entry.name === "") return [];
    const { name, size, fs, label } = entry;
    const partition = {
      name,
      ...(typeof size === "number" ? { sizeMib: size } : {}),
      ...(typeof fs === "string" && fs !== "" ? { filesystem: fs } : {}),
      ...(typeof label === "string" && label !== "" ? { label } : {}),
    };
    return [{ partition, index }];
  });
}

export const installLinks: readonly Link[] = [persistentSize, extraPartitions];
