import { parse } from "yaml";
import { z } from "zod";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { SNAP_META } from "./paths.ts";

const meta = z.object({ version: z.string().max(100) });

/** From the metadata of the snap in use, `v1.32.8` in `snap list`; nothing is run. Absent: not installed. */
export function observeVersion(host: HostView): Promise<Fact<{ readonly version: string }>> {
  return factOf(async () => {
    const text = await host.files.readText(SNAP_META, { maxBytes: 1024 ** 2 });
    if (text === undefined) return undefined;
    const version = meta.safeParse(parse(text)).data?.version;
    if (version === undefined) throw new Error(`${SNAP_META} names no version`);
    return { version: version.replace(/^v(?=\d)/, "") };
  });
}

/** 36 of `1.36.0`; `undefined` where no number stands. */
export function minorOf(version: string | undefined): number | undefined {
  const minor = /^1\.(\d+)/.exec(version ?? "")?.[1];
  return minor === undefined ? undefined : Number(minor);
}
