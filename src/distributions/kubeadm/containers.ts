import { z } from "zod";
import { type Fact, factOf, type HostView } from "../../engine/index.ts";
import { readJson } from "../../json/index.ts";
import { PROGRAMS, SOCKET } from "./paths.ts";

const list = z.object({
  containers: z.array(
    z.object({
      id: z.string(),
      metadata: z.object({ name: z.string() }),
      state: z.string(),
      /** Nanoseconds. */
      createdAt: z.string().regex(/^\d{1,20}$/),
    }),
  ),
});

export interface RunningContainer {
  readonly id: string;
  /** As its static pod calls it. */
  readonly name: string;
  /** Wall time. */
  readonly createdMs: number;
}

export const CRICTL = [`${PROGRAMS}/crictl`, "--runtime-endpoint", `unix://${SOCKET}`] as const;

/** Those that run now. Absent: crictl is not on this host. */
export function observeContainers(
  host: HostView,
  signal: AbortSignal,
): Promise<Fact<readonly RunningContainer[]>> {
  return factOf(async () => {
    const outcome = await host.probe([...CRICTL, "ps", "-o", "json"], {
      timeoutMs: 10_000,
      signal,
    });
    if (outcome.is === "missing") return undefined;
    if (outcome.is !== "exited" || outcome.exitCode !== 0)
      throw new Error(
        `crictl ps: ${outcome.is === "exited" ? outcome.stderr.trim().slice(0, 200) : outcome.is}`,
      );
    const found = list.parse(readJson(outcome.stdout)).containers;
    return found
      .filter(({ state }) => state === "CONTAINER_RUNNING")
      .map(({ id, metadata, createdAt }) => ({
        id,
        name: metadata.name,
        createdMs: Number(BigInt(createdAt) / 1_000_000n),
      }));
  });
}
