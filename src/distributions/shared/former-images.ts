import {
  defineHandler,
  digestOf,
  done,
  type Handler,
  type Step,
  todo,
} from "../../engine/index.ts";

export interface FormerImagesParams {
  /** Archives that were replaced: what was there before lies beside each. */
  readonly archives: readonly string[];
}

/** Gigabytes that nothing reads any more: only a way back needs them, and there is none from here on. */
export function formerImagesStep(id: string, archives: readonly string[]): Step {
  const params: FormerImagesParams = { archives };
  return {
    id: `${id}.former-images`,
    kind: `${id}.former-images`,
    title: "Remove the images of the former version",
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "none",
    usualMs: 500,
    limit: { noProgressMs: 60_000, totalMs: 120_000 },
    rerun: "safe",
  };
}

/** Placed below the data of it. */
export function archivesIn(steps: readonly Step[], data: string): readonly string[] {
  return steps.flatMap(({ kind, params }) => {
    if (kind !== "artefact.place" || typeof params !== "object" || params === null) return [];
    const to = "to" in params && typeof params.to === "string" ? params.to : "";
    return to.startsWith(`${data}/`) ? [to] : [];
  });
}

export function formerImagesHandler(id: string): Handler<string, FormerImagesParams> {
  return defineHandler<FormerImagesParams>(`${id}.former-images`, {
    async check({ archives }, { host }) {
      for (const path of archives.map(formerOf))
        if ((await host.files.stat(path)) !== undefined) return todo(`${path} is there`);
      return done("none are left");
    },
    /** Replacing one leaves the former beside it. */
    staleAfter: ({ archives }, planned) =>
      planned.some(({ params }) => archives.some((path) => isPlacedBy(params, path))),
    async preview({ archives }) {
      return archives.map((path) => ({
        subject: formerOf(path),
        lines: [{ sign: "-" as const, text: "the former archive" }],
      }));
    },
    async run({ archives }, { host, report }) {
      for (const path of archives) await host.files.remove(formerOf(path));
      report({ evidence: "the former images are gone" });
    },
  });
}

const formerOf = (path: string) => `${path}.prev`;

function isPlacedBy(params: unknown, path: string): boolean {
  return typeof params === "object" && params !== null && "to" in params && params.to === path;
}
