import { Box } from "ink";
import { useProfile } from "../hooks/device-provider.tsx";
import { NEEDED } from "../hooks/layout.ts";
import { useSession } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { Line } from "./components/line.tsx";
import { overallState } from "./overall-state.ts";

/** What still helps on a few cells: the size it needs, who this is, where, and how it is. */
export function TooSmall() {
  const { columns, rows } = useProfile();
  const { width, height } = useLayout();
  const host = useSession(({ snapshot }) => snapshot?.host);
  const overall = useSession(overallState);
  const rehearsal = useSession(({ snapshot }) => snapshot?.engine.mode === "rehearsal");
  const lines = [
    `needs ${NEEDED.columns}x${NEEDED.rows}, have ${columns}x${rows}`,
    ...(rehearsal ? ["REHEARSAL"] : []),
    host?.edgeId?.id ?? "no edge ID yet",
    ...(host?.addresses ?? []).slice(0, 2),
    overall,
  ];
  return (
    <Box flexDirection="column">
      {lines.slice(0, height).map((text) => (
        <Line key={text} spans={[text]} width={width} />
      ))}
    </Box>
  );
}
