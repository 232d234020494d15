import type { ScreenTime } from "../../hooks/screen-time.ts";
import { useSession, useSlice } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { useTime } from "../../hooks/use-time.ts";
import { formatCountdown } from "../../src/quantity/index.ts";
import type { Snapshot } from "../../src/session/index.ts";
import { padCells, truncate } from "../../src/text/index.ts";
import { Line, toned } from "./line.tsx";

/** Who this host is, and what must never be overlooked: rehearsal, a lost link, a read-only store. */
export function WhoLine() {
  const { width } = useLayout();
  const host = useSlice("host");
  const name = useSession(({ snapshot }) => snapshot?.document.effective.metadata?.name);
  const warning = useWarning();
  const who = ["bringup", name ?? host?.hostname ?? "", host?.edgeId?.shown ?? "no edge ID yet"];
  const left = who.filter((part) => part !== "").join("   ");
  const room = Math.max(0, width - warning.length - 2);
  const shown = padCells(truncate(left, room), room + 2);
  return <Line spans={warning === "" ? [left] : [shown, toned(warning, "strong")]} />;
}

/** On a slow line the words are enough here: how long is said below, where the data is dated. */
function lostText(sinceMs: number, time: ScreenTime): string {
  return time.isCoarse ? "LINK LOST" : `LINK LOST ${formatCountdown(time.since(sinceMs))}`;
}

/** Above all pages: whoever sits at any console can keep it or lets it go back. */
function tryingText(network: Snapshot["network"], time: ScreenTime): string {
  if (network?.state === "reverting") return "GOING BACK";
  if (network?.state !== "applied") return network?.state === "armed" ? "TRYING" : "";
  const leftMs = network.leftSeconds * 1000;
  return `TRYING, ${formatCountdown(time.isCoarse ? coarse(leftMs) : leftMs)} left`;
}

/** A slow line is not kept busy by seconds. */
const coarse = (ms: number): number => Math.floor(ms / 10_000) * 10_000;

function useWarning(): string {
  const network = useSlice("network");
  const engine = useSlice("engine");
  const link = useSession((state) => state.link);
  const access = useSession((state) => state.access);
  const time = useTime(link.is === "lost");
  const parts = [
    tryingText(network, time),
    access === "view" ? "VIEW ONLY" : "",
    engine?.store.is === "read-only" ? "READ-ONLY" : "",
    link.is === "lost" ? lostText(link.sinceMs, time) : "",
    engine?.mode === "rehearsal" ? "REHEARSAL" : "",
  ];
  return parts.filter((part) => part !== "").join("  ");
}
