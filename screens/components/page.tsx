import { Box } from "ink";
import type { ReactNode } from "react";
import { useHints } from "../../hooks/keyboard-provider.tsx";
import { useSession } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { fitHints } from "./hint-line.ts";
import { Line } from "./line.tsx";
import { ProgressLine } from "./progress-line.tsx";
import { Rule } from "./rule.tsx";
import { type WalkStop, walkSpans } from "./walk.ts";
import { WhoLine } from "./who-line.tsx";

interface PageProps {
  readonly stops: readonly WalkStop[];
  readonly children: ReactNode;
}

/** The frame of every screen: who and what mode, the walk, the body, what is in progress, the keys. */
export function Page({ stops, children }: PageProps) {
  const { width, bodyRows } = useLayout();
  const current = useSession(({ screen }) => screen);
  return (
    <Box flexDirection="column">
      <WhoLine />
      <Line spans={walkSpans(stops, current, width)} />
      <Rule />
      <Box flexDirection="column" height={bodyRows} overflow="hidden">
        {children}
      </Box>
      <ProgressLine />
      <HintLine />
    </Box>
  );
}

function HintLine() {
  const { width } = useLayout();
  return <Line spans={[fitHints(useHints(), width)]} />;
}
