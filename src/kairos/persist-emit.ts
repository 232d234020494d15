import { z } from "zod";
import { defineHandler, digestOf, done, type HostIO, type Step, todo } from "../engine/index.ts";
import { missingFolders } from "../steps/index.ts";
import { AGAIN_FILE, type Again, CALL_FILE, renderAgain, renderCall } from "./again.ts";
import { copyOf, KEPT_COPIES } from "./forgotten.ts";

/** Leaves what every start of the host has to do again, and the one file that makes it call us. */
export function persistEmit(again: Again): Step<"persist.emit", Again> {
  return {
    id: "boot.persist",
    kind: "persist.emit",
    title: `Write again at every start what this host forgets, before ${again.cluster} may run`,
    params: again,
    inputsDigest: digestOf(again),
    impact: "none",
    undo: "exact",
    usualMs: 100,
    limit: { noProgressMs: 30_000, totalMs: 60_000 },
    rerun: "safe",
  };
}

const PRIVATE = 0o600;

const record = z.object({
  former: z.record(z.string(), z.string().nullable()),
  newFolders: z.array(z.string()),
});

function filesOf(again: Again): readonly (readonly [path: string, text: string])[] {
  // The call last: what it calls for has to be there.
  return [
    [AGAIN_FILE, renderAgain(again)],
    [CALL_FILE, renderCall()],
  ];
}

export const persistEmitHandler = defineHandler<Again, "persist.emit">("persist.emit", {
  async check(again, { host }) {
    for (const [path, text] of filesOf(again)) {
      if ((await host.files.readText(path)) !== text) return todo(`${path} is missing or differs`);
      if ((await host.files.stat(path))?.mode !== PRIVATE) return todo(`${path} is not private`);
    }
    return done(`${CALL_FILE} is current`);
  },
  async preview({ steps }, { host }) {
    const call = (await host.files.readText(CALL_FILE)) === renderCall() ? [] : CALLS;
    return [
      ...call,
      {
        subject: "again at every start",
        lines: steps.map(({ title }) => ({ sign: "+" as const, text: title })),
      },
    ];
  },
  async capture(again, { host }) {
    const paths = filesOf(again).map(([path]) => path);
    const former = paths.map(async (path) => [path, (await host.files.readText(path)) ?? null]);
    const folders = await Promise.all(paths.map((path) => missingFolders(path, host)));
    return { former: Object.fromEntries(await Promise.all(former)), newFolders: folders.flat() };
  },
  async run(again, { host, signal, report }) {
    for (const [path, text] of filesOf(again))
      await host.files.writeAtomic(path, text, { mode: PRIVATE, signal });
    await dropStale(again, host);
    report({ evidence: `wrote ${CALL_FILE}` });
  },
  async undo(_again, captured, { host: { files } }) {
    const { former, newFolders } = record.parse(captured);
    // The call first: what it calls for is still there then.
    for (const [path, text] of Object.entries(former).toReversed())
      if (text === null) await files.remove(path);
      else await files.writeAtomic(path, text, { mode: PRIVATE });
    for (const folder of newFolders)
      if ((await files.list(folder))?.length === 0) await files.remove(folder);
  },
});

/** A copy that no step names any more would keep an old secret for ever. */
async function dropStale({ steps }: Again, { files }: HostIO): Promise<void> {
  const named = new Set(steps.map(copyOf));
  for (const name of (await files.list(KEPT_COPIES)) ?? [])
    if (!named.has(`${KEPT_COPIES}/${name}`)) await files.remove(`${KEPT_COPIES}/${name}`);
}

const CALLS = [
  {
    subject: CALL_FILE,
    lines: [{ sign: "+" as const, text: "calls bringup converge --stage boot.before" }],
  },
];
