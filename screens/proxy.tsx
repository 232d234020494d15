import { Box } from "ink";
import { useRemembered, useSession } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { proxyView } from "../src/proxy/index.ts";
import { fitCells as toWidth, wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Line, strong } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { Menu } from "./components/menu.tsx";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";

export const proxy = defineScreen({
  id: "proxy",
  title: "Proxy",
  commands: [],
  Component: ProxyPage,
  isPopUp: true,
});

const ENTRY_WIDTH = 34;
const TITLE_WIDTH = 14;
const DETAIL_ROWS = 2;

/** Every address that does not go through the proxy, and why. */
function ProxyPage() {
  const snapshot = useSession((state) => state.snapshot);
  const [highlighted, highlight] = useRemembered("menu:proxy", "");
  const { bodyRows, width } = useLayout();
  if (snapshot === null) return <Connecting />;
  const { rows, kept } = proxyView(snapshot);
  const facts = rows.flatMap(([title, text]) =>
    wrap(text, width - TITLE_WIDTH).map((part, line) => [
      toWidth(line === 0 ? title : "", TITLE_WIDTH),
      part,
    ]),
  );
  const room = bodyRows - facts.length - DETAIL_ROWS - 5;
  const current = kept.find(({ entry }) => entry === highlighted) ?? kept[0];
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Proxy"), "   and what does not go through it"]} />
      <Rule />
      {facts.map((spans) => (
        <Line key={spans.join("")} spans={spans} />
      ))}
      <Rule />
      <Line
        spans={[
          kept.length === 0
            ? "No proxy is asked for: everything goes directly."
            : strong(`  ${toWidth("Without the proxy", ENTRY_WIDTH)}Why`),
        ]}
      />
      <Menu
        id="proxy"
        rows={Math.max(1, room)}
        items={kept.map(({ entry, reason }) => ({
          value: entry,
          spans: [toWidth(entry, ENTRY_WIDTH), reason],
        }))}
        onHighlight={highlight}
      />
      <Rule />
      <Lines
        rows={DETAIL_ROWS}
        lines={wrap(current?.advice ?? HINT, width).map((text) => [text])}
      />
    </Box>
  );
}

const HINT =
  "The last entries are yours: change them in Settings. The way to one address: bringup proxy URL";
