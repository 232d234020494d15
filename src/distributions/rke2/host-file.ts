import { z } from "zod";
import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type Handler,
  type HostView,
  type RunContext,
  type Step,
  todo,
} from "../../engine/index.ts";
import { missingFolders } from "../../steps/index.ts";

/** A file of ours whose content depends on what this host has; `undefined`: it needs none. */
export interface HostFile {
  readonly id: string;
  readonly title: string;
  readonly path: string;
  contentFor(host: HostView): Promise<string | undefined>;
  /** Tells whoever reads it. */
  told?(context: Omit<RunContext, "report">): Promise<void>;
}

interface HostFileParams {
  readonly path: string;
}

const HEADER = "# Written by bringup; edits here are overwritten.\n";

export function hostFileStep({ id, title, path }: HostFile): Step {
  const params: HostFileParams = { path };
  return {
    id,
    kind: id,
    title,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: 200,
    limit: { noProgressMs: 30_000, totalMs: 60_000 },
    rerun: "safe",
  };
}

export function hostFileHandler(file: HostFile): Handler<string, HostFileParams> {
  const { id, path } = file;
  return defineHandler<HostFileParams>(id, {
    async check(_params, { host }) {
      const wanted = await textFor(file, host);
      const found = await host.files.readText(path);
      if (wanted === undefined) return done("this host needs none");
      return found === wanted ? done(`${path} is current`) : todo(`${path} is missing or differs`);
    },
    async preview(_params, { host }: CheckContext) {
      const lines = ((await textFor(file, host)) ?? "").trimEnd().split("\n");
      return [{ subject: path, lines: lines.map((text) => ({ sign: "+", text })) }];
    },
    async capture(_params, { host }) {
      const former = (await host.files.readText(path)) ?? null;
      return { former, newFolders: await missingFolders(path, host) };
    },
    async run(_params, context) {
      const { host, signal, report } = context;
      const wanted = await textFor(file, host);
      if (wanted === undefined) return;
      await host.files.writeAtomic(path, wanted, { mode: 0o644, signal });
      await file.told?.(context);
      report({ evidence: `wrote ${path}` });
    },
    async undo(_params, { former, newFolders }, context) {
      const { files } = context.host;
      if (typeof former === "string") await files.writeAtomic(path, former, { mode: 0o644 });
      else await files.remove(path);
      for (const folder of z.array(z.string()).parse(newFolders))
        if ((await files.list(folder))?.length === 0) await files.remove(folder);
      await file.told?.(context);
    },
  });
}

async function textFor(file: HostFile, host: HostView): Promise<string | undefined> {
  const content = await file.contentFor(host);
  return content === undefined ? undefined : HEADER + content;
}
