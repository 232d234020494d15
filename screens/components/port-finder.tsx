import { Box } from "ink";
import { useState } from "react";
import { useSession } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { useLinkLooks } from "../../hooks/use-link-looks.ts";
import { movedCables, type PortRow, portRows } from "../../src/forms/index.ts";
import { fitCells as toWidth } from "../../src/text/index.ts";
import { Line, strong, toned } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { NAME_WIDTH } from "./port-list.tsx";
import { Rule } from "./rule.tsx";

const CABLE_WIDTH = 12;

/** "Plug the cable now": the port whose carrier changes is the one in your hand. */
export function PortFinder() {
  useLinkLooks();
  const snapshot = useSession((state) => state.snapshot);
  const { bodyRows } = useLayout();
  const rows = snapshot === null ? [] : portRows(snapshot);
  const [before] = useState<readonly PortRow[]>(rows);
  const moved = movedCables(before, rows);
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Find a port"), "   plug the cable in or out now"]} />
      <Rule />
      <Lines
        rows={bodyRows - 4}
        lines={rows.map(({ name, cable, details }) => [
          toWidth(name, NAME_WIDTH),
          toWidth(cable, CABLE_WIDTH),
          moved.includes(name) ? toned("<- this one changed", "ok") : (details[0] ?? ""),
        ])}
      />
      <Rule />
      <Line
        spans={[
          moved.length === 0
            ? "Nothing changed yet. It is looked at every second."
            : `Your cable is in ${moved.join(" or ")}.`,
        ]}
      />
    </Box>
  );
}
