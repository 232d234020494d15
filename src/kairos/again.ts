import { Document } from "yaml";
import { z } from "zod";
import { IMPACTS, type Step } from "../engine/index.ts";

/** What is done anew at every start before the cluster's services may run, as it was approved. */
export interface Again {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Its record: until it is there the cluster is not formed, and nothing of it starts by itself. */
  readonly commit: string;
  readonly steps: readonly Step[];
}

/** Beside the store: the same partition, so that a reset of the host takes both. For root alone. */
export const AGAIN_FILE = "/usr/local/bringup/boot-steps.json";

/**
 * Read by Kairos at every start; below /usr/local, not in /oem, because a reset takes the cluster and
 * leaves /oem. Source: Kairos documentation, Cloud init.
 */
export const CALL_FILE = "/usr/local/cloud-config/90_bringup_boot.yaml";

/** Seconds after which a start of the host goes on without us, whatever hangs. */
const LIMIT_S = 300;

/** Pure. */
export function renderAgain({ cluster, commit, steps }: Again): string {
  return `${JSON.stringify({ version: 1, cluster, commit, steps }, undefined, 1)}\n`;
}

/** Pure. In recovery and on the medium of an installer it does not even call us. */
export function renderCall(): string {
  const document = new Document({
    name: "Cluster of bringup",
    stages: {
      "boot.before": [
        {
          name: "Write what this host forgets, then start the cluster",
          if: "[ ! -e /run/cos/recovery_mode ] && [ ! -e /run/cos/live_mode ]",
          commands: [`timeout ${LIMIT_S} bringup converge --stage boot.before`],
        },
      ],
    },
  });
  document.commentBefore = "cloud-config\n Written by bringup; changes here are overwritten.";
  return document.toString({ lineWidth: 0 });
}

const step = z.looseObject({
  ...{ id: z.string(), kind: z.string(), title: z.string(), params: z.unknown() },
  ...{ inputsDigest: z.string(), impact: z.enum(IMPACTS), usualMs: z.number() },
  undo: z.enum(["exact", "compensate", "none"]),
  limit: z.object({ noProgressMs: z.number(), totalMs: z.number() }),
  rerun: z.enum(["safe", "never"]),
  commit: z.literal(true).exactOptional(),
  attended: z.literal(true).exactOptional(),
  maxAttempts: z.number().exactOptional(),
  mark: z.string().exactOptional(),
});

const file = z.object({
  version: z.literal(1),
  cluster: z.string(),
  commit: z.string().startsWith("/"),
  steps: z.array(step),
});

/** @throws what a person reads: it is not as we wrote it. */
export function parseAgain(text: string): Again {
  const { cluster, commit, steps } = file.parse(JSON.parse(text));
  return { cluster, commit, steps };
}
