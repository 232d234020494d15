import { Box } from "ink";
import type { ReactNode } from "react";
import { useProfile } from "../../hooks/device-provider.tsx";
import { useLayout, Within } from "../../hooks/use-layout.ts";
import { Lines } from "./lines.tsx";

interface SidePaneProps {
  readonly rows: number;
  /** Beside the rest where the screen is wide and high enough; not drawn at all elsewhere. */
  readonly side: ReactNode;
  readonly children: ReactNode;
}

/** Two columns on a large screen, the first of them alone on any other. */
export function SidePane({ rows, side, children }: SidePaneProps) {
  const { main, side: place } = useLayout();
  if (place === null) return children;
  return (
    <Box height={rows} overflow="hidden">
      <Within place={main}>
        <Box flexDirection="column" width={main.width} flexShrink={0}>
          {children}
        </Box>
      </Within>
      <Border rows={rows} />
      <Within place={place}>
        <Box flexDirection="column" width={place.width} flexShrink={0}>
          {side}
        </Box>
      </Within>
    </Box>
  );
}

/** As wide as the gap of the layout. On a serial line a border of many short pieces costs too much. */
function Border({ rows }: { readonly rows: number }) {
  const { glyphs, kind } = useProfile();
  const tall = glyphs === "ascii" ? " | " : " │ ";
  const piece = kind === "serial" ? "   " : tall;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Lines lines={Array.from({ length: rows }, () => [piece])} width={piece.length} />
    </Box>
  );
}
