import { Box } from "ink";
import { useState } from "react";
import { useActions, useSession } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { useStores } from "../hooks/use-stores.ts";
import { useTime } from "../hooks/use-time.ts";
import { isLost, isWell, recoveryGuides, storeLines, worstStore } from "../src/status/index.ts";
import { padCells, wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Line, type Span, strong, toned } from "./components/line.tsx";
import { Menu, type MenuItem } from "./components/menu.tsx";
import { RecoveryPage } from "./components/recovery-page.tsx";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";

export const advice = defineScreen({
  id: "advice",
  title: "What to do",
  commands: [],
  Component: Advice,
  isPopUp: true,
});

const LABEL_WIDTH = 11;
const RECOVER = "recover";

function Advice() {
  const isThere = useSession(({ snapshot }) => snapshot !== null);
  return isThere ? <WorstStore /> : <Connecting />;
}

/** The datastore that needs somebody most: why, what comes by itself, what to do, who may stop. */
function WorstStore() {
  const stores = useStores();
  const { back } = useActions();
  const { width, bodyRows } = useLayout();
  const [isRecovering, setRecovering] = useState(false);
  const store = worstStore(stores);
  const { since } = useTime(store !== undefined && !isWell(store));
  const guides = recoveryGuides(stores);
  if (isRecovering && guides.length > 0)
    return <RecoveryPage guides={guides} onClose={() => setRecovering(false)} />;
  const lines = store === undefined ? [] : storeLines(store, since);
  const rows = lines.flatMap(({ label, text, is }) =>
    wrap(text, width - LABEL_WIDTH - 2).map((part, at): readonly Span[] => [
      padCells(at === 0 ? label : "", LABEL_WIDTH),
      is === undefined ? part : toned(part, is),
    ]),
  );
  const items: readonly MenuItem[] = [
    ...(guides.length > 0
      ? [{ value: RECOVER, spans: [strong("Recovery, step by step: Enter")] }]
      : []),
    ...(store !== undefined && isLost(store) && guides.length === 0
      ? [{ value: "no-guide", spans: ["No steps are known for this datastore."] }]
      : []),
    ...rows.map((spans, at) => ({ value: `line ${at}`, spans })),
  ];
  return (
    <Box flexDirection="column">
      <Line spans={[strong("What to do"), `   ${store?.title ?? "no datastore is known here"}`]} />
      <Rule />
      <Menu
        id="advice"
        rows={bodyRows - 2}
        items={items}
        verb={guides.length > 0 ? "recovery" : "back"}
        onSelect={() => (guides.length > 0 ? setRecovering(true) : back())}
      />
    </Box>
  );
}
