import { blocked, defineHandler, digestOf, done, type Step, todo } from "../engine/index.ts";
import { readContent } from "./observe.ts";
import { CONTENT, MARKER } from "./places.ts";

interface RemoveParams {
  /** Of its folder below the others. */
  readonly name: string;
}

/** In place of the record, before the first file goes: half of a content never counts as one. */
const GOING = '{"removing":true}\n';

export function removeStep({ name }: RemoveParams): Step {
  return {
    id: "content.remove",
    kind: "content.remove",
    title: `Remove the content ${CONTENT}/${name}`,
    params: { name },
    inputsDigest: digestOf({ name }),
    impact: "none",
    undo: "none",
    usualMs: 5000,
    limit: { noProgressMs: 600_000, totalMs: 3_600_000 },
    rerun: "safe",
  };
}

export const removeHandler = defineHandler<RemoveParams, "content.remove">("content.remove", {
  async check({ name }, { host }) {
    const folder = `${CONTENT}/${name}`;
    const found = await readContent(host, name);
    if (found === undefined) return done(`${folder} is not there`);
    if (found.is === "imported") return todo(`${folder} is there`);
    const marker = await host.files.readText(`${folder}/${MARKER}`, { maxBytes: 4096 });
    const isEmpty = (await host.files.list(folder))?.length === 0;
    if (marker === GOING || isEmpty) return todo(`${folder} is half gone`);
    return blocked(`${folder} was not imported`, "Remove it the way it came.");
  },
  async preview({ name }) {
    return [{ subject: `${CONTENT}/${name}`, lines: [{ sign: "-", text: "all of it" }] }];
  },
  async run({ name }, { host }) {
    const folder = `${CONTENT}/${name}`;
    const inside = (await host.files.list(folder)) ?? [];
    if (inside.length > 0)
      await host.files.writeAtomic(`${folder}/${MARKER}`, GOING, { mode: 0o644 });
    for (const one of inside) if (one !== MARKER) await host.files.removeTree(`${folder}/${one}`);
    await host.files.removeTree(folder);
  },
});
