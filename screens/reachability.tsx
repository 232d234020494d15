import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSession } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { useTime } from "../hooks/use-time.ts";
import type { ReachSlice } from "../src/session/index.ts";
import { wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Line, strong } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { Menu } from "./components/menu.tsx";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";
import { reachTitle, rungLines, sortedWays, wayId, waySpans, wholeLines } from "./reach-rows.ts";

export const reachability = defineScreen({
  id: "reachability",
  title: "Reachability",
  commands: [],
  Component: Reachability,
  isPopUp: true,
});

/** From the cable up to everything this host has to reach. */
function Reachability() {
  const snapshot = useSession((state) => state.snapshot);
  const { send } = useActions();
  const slice = snapshot?.reach;
  const isRunning = slice?.state === "running";
  useCommands(
    isRunning
      ? { "cancel-run": { run: () => void send({ do: "reach-cancel" }), label: "cancel" } }
      : { "check-again": () => void send({ do: "reach", urls: slice?.given ?? [] }) },
  );
  if (snapshot === null) return <Connecting />;
  return slice === undefined ? <Never /> : <Ways slice={slice} />;
}

const WHAT = [
  "Press r to look at the way to plane, registries and time servers: link, address, gateway,",
  "DNS, proxy, clock, certificates, answer. It only asks, and changes nothing on this host.",
  "Other addresses: bringup reach URL",
];

function Never() {
  const { width } = useLayout();
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Reachability"), "   not looked at yet"]} />
      <Rule />
      {wrap(WHAT.join(" "), width).map((text) => (
        <Line key={text} spans={[text]} />
      ))}
    </Box>
  );
}

/** All rungs of one way, and one failure explained in a few lines. */
const DETAIL_ROWS = 15;

function Ways({ slice }: { readonly slice: ReachSlice }) {
  const { bodyRows, width } = useLayout();
  const { nowMs } = useTime(slice.state === "running");
  const [isWhole, setWhole] = useState(false);
  const [highlighted, highlight] = useRemembered("menu:reachability", "");
  useCommands(isWhole ? { back: { run: () => setWhole(false), label: "back" } } : {});
  const { notes, ladders } = slice.report;
  const ways = sortedWays(ladders);
  const current = ways.find((ladder) => wayId(ladder) === highlighted) ?? ways[0];
  const rows = bodyRows - 3 - notes.length;
  const listRows = Math.max(2, Math.min(ways.length, isWhole ? 2 : rows - DETAIL_ROWS));
  const room = { width, rows: rows - listRows };
  const titleWidth = Math.max(8, ...ways.map(({ destination }) => destination.title.length));
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Reachability"), `   ${reachTitle(slice, nowMs)}`]} />
      <Rule />
      {notes.map((note) => (
        <Line key={note} spans={[`Note: ${note}`]} />
      ))}
      <Menu
        id="reachability"
        rows={listRows}
        verb={isWhole ? "less" : "details"}
        items={ways.map((ladder) => ({
          value: wayId(ladder),
          spans: waySpans(ladder, Math.min(titleWidth, 24)),
        }))}
        onHighlight={highlight}
        onSelect={() => setWhole(!isWhole)}
      />
      <Rule />
      {current !== undefined && (
        <Lines
          lines={isWhole ? wholeLines(current, width) : rungLines(current, room)}
          rows={room.rows}
        />
      )}
    </Box>
  );
}
