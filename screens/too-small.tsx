import { Box } from "ink";
import { useState } from "react";
import { useDevice, useProfile } from "../hooks/device-provider.tsx";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { NEEDED } from "../hooks/layout.ts";
import { useSession } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { Line } from "./components/line.tsx";
import { overallState } from "./overall-state.ts";

/** What still helps on a few cells: the size it needs, who this is, where, and how it is. */
export function TooSmall({ onQuit }: { readonly onQuit: () => void }) {
  const { columns, rows } = useProfile();
  const { repaint } = useDevice();
  const [isLeaving, setLeaving] = useState(false);
  const who = useWho();
  useCommands({
    redraw: repaint,
    ...(isLeaving ? { choose: onQuit, back: () => setLeaving(false) } : {}),
    quit: () => setLeaving(true),
  });
  return isLeaving ? (
    <Lines texts={["Close this console?", "Enter close, Esc stay"]} />
  ) : (
    <Lines
      texts={[
        `needs ${NEEDED.columns}x${NEEDED.rows}, have ${columns}x${rows}`,
        ...who,
        "What is open or typed is kept.",
        "q quit   Ctrl-L redraw",
      ]}
    />
  );
}

function useWho(): readonly string[] {
  const host = useSession(({ snapshot }) => snapshot?.host);
  const overall = useSession(overallState);
  const isRehearsal = useSession(({ snapshot }) => snapshot?.engine.mode === "rehearsal");
  return [
    ...(isRehearsal ? ["REHEARSAL"] : []),
    host?.edgeId?.id ?? "no edge ID yet",
    ...(host?.addresses ?? []).slice(0, 2),
    overall,
  ];
}

function Lines({ texts }: { readonly texts: readonly string[] }) {
  const { width, height } = useLayout();
  return (
    <Box flexDirection="column">
      {texts.slice(0, height).map((text) => (
        <Line key={text} spans={[text]} width={width} />
      ))}
    </Box>
  );
}
