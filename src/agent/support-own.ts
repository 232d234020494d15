import type { FilesIO, Store } from "../engine/index.ts";
import { createMachineGather, selfCommand } from "../host/index.ts";
import { hasStore, openStore } from "../store/index.ts";
import { type Collector, folder } from "../support/index.ts";
import { defaultStateDir, type EngineOptions } from "./state-dir.ts";

const RUNS = 20;
const ENTRIES = 5000;
const OWN_PROGRAM_MS = 20_000;

/** What this program knows of the host: its document, its memory, and what it finds now. */
export function ownCollectors(options: EngineOptions): readonly Collector[] {
  const stateDir = defaultStateDir(options);
  const own = (name: string, title: string, read: (store: Store) => unknown): Collector => ({
    id: `bringup.${name}`,
    title,
    into: `bringup/${name}.json`,
    what: { is: "text", read: async () => fromStore(stateDir, read) },
    maxBytes: 16 * 1024 ** 2,
  });
  return [
    asked("checks", "Checks of this host", ["check"], options),
    asked("doctor", "Known troubles", ["doctor"], options),
    asked("status", "Status", ["status"], options),
    own("runs", "Runs, record by record", ({ journal }) =>
      journal.runs(RUNS).map((id) => journal.records(id)),
    ),
    own("audit", "Who changed what", ({ audit }) => audit.list(ENTRIES)),
    own("activity", "What happened", ({ activity }) => activity.list(ENTRIES)),
    own("conditions", "Conditions over time", ({ history }) => history.list(ENTRIES)),
    // Beside the host where that is simulated, or a directory.
    {
      ...folder(stateDir, "Document, layers and logs of bringup", {
        depth: 3,
        only: /^(?!.*\/(?:support|sandbox)\/)/,
      }),
      gather: createMachineGather(),
    },
  ];
}

/** `undefined`: there is no store. It is only read, beside an agent that writes it. */
function fromStore(stateDir: string, read: (store: Store) => unknown): string | undefined {
  if (!hasStore(stateDir)) return undefined;
  const store = openStore(stateDir, { mode: "read" });
  try {
    return `${JSON.stringify(read(store), undefined, 1)}\n`;
  } finally {
    store.close();
  }
}

/** By a process of its own: what hangs in it costs its time alone. */
function asked(
  name: string,
  title: string,
  words: readonly string[],
  options: EngineOptions,
): Collector {
  return {
    id: `bringup.${name}`,
    title,
    into: `bringup/${name}.jsonl`,
    timeoutMs: OWN_PROGRAM_MS,
    what: {
      is: "text",
      read: (signal) => printed([...words, "--json", ...flags(options)], signal),
    },
  };
}

async function printed(words: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  const [program, ...start] = selfCommand();
  if (program === undefined) return undefined;
  const parts: Uint8Array[] = [];
  await createMachineGather().run([program, ...start, ...words], {
    ...{ timeoutMs: OWN_PROGRAM_MS, signal },
    async onBytes(chunk) {
      parts.push(chunk);
      return parts.length < 4096;
    },
  });
  const text = Buffer.concat(parts).toString("utf8");
  return text === "" ? undefined : text;
}

function flags({ rehearse, stateDir, root }: EngineOptions): readonly string[] {
  return [
    ...(rehearse ? ["--rehearse"] : []),
    ...(stateDir === undefined ? [] : ["--state-dir", stateDir]),
    ...(root === undefined ? [] : ["--root", root]),
  ];
}

/** Secrets of this host's own vault, to be masked wherever they stand. They are not told to anybody. */
export async function vaultValues(stateDir: string, files: FilesIO): Promise<readonly string[]> {
  const values: string[] = [];
  try {
    for (const name of (await files.list(`${stateDir}/secrets`)) ?? [])
      values.push((await files.readText(`${stateDir}/secrets/${name}`)) ?? "");
  } catch {
    // Who may not read them cannot read what has them in it either.
  }
  return values;
}
