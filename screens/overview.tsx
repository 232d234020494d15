import { Box } from "ink";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useSession } from "../hooks/session-provider.tsx";
import { useStation } from "../hooks/station-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { useStores } from "../hooks/use-stores.ts";
import { useTime } from "../hooks/use-time.ts";
import { isOwned, type NextStep, nextSteps, type Snapshot } from "../src/session/index.ts";
import { padCells } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { LatestActivity } from "./components/latest-activity.tsx";
import { Blank, Line, strong } from "./components/line.tsx";
import { Menu } from "./components/menu.tsx";
import { SidePane } from "./components/side-pane.tsx";
import { tag } from "./components/tag.ts";
import { defineScreen } from "./define-screen.ts";
import { factRows, summaryRows } from "./overview-rows.ts";

export const overview = defineScreen({
  id: "overview",
  title: "Overview",
  commands: ["doctor", "choose"],
  Component: Overview,
});

function Overview() {
  const snapshot = useSession((state) => state.snapshot);
  return snapshot === null ? <Connecting /> : <Known snapshot={snapshot} />;
}

const LABEL_WIDTH = 10;
/** Beside the next steps; more would be a log, and there is a screen for that. */
const MOST_SIDE_ROWS = 14;

/** One look, one next step. */
function Known({ snapshot }: { readonly snapshot: Snapshot }) {
  const { bodyRows, width } = useLayout();
  const { popUp } = useActions();
  useCommands({ doctor: { run: () => popUp("doctor"), label: "doctor" } });
  const time = useTime(snapshot.registration.state === "pending");
  const facts = factRows(snapshot, width - LABEL_WIDTH);
  const summary = summaryRows({ ...snapshot, stores: useStores() }, time);
  const rows = bodyRows - facts.length - summary.length - 2;
  const sideRows = Math.min(rows, MOST_SIDE_ROWS);
  return (
    <Box flexDirection="column">
      {facts.map(([label, text]) => (
        <Line key={label} spans={[padCells(label, LABEL_WIDTH), text]} />
      ))}
      <Blank />
      {summary.map((row) => (
        <Line key={row.title} spans={[padCells(row.title, 14), tag(row.tag), "  ", row.text]} />
      ))}
      <Blank />
      <SidePane
        rows={sideRows}
        side={<LatestActivity entries={snapshot.activity} rows={sideRows} />}
      >
        <Line spans={[strong("Next")]} />
        <NextMenu snapshot={snapshot} rows={rows - 1} />
      </SidePane>
    </Box>
  );
}

const TAKE_CONTROL = "take-control";

/** Before anything else: this console only looks until then. */
function takeControl(snapshot: Snapshot): NextStep {
  const label = isOwned(snapshot)
    ? "Take control of this host: log in"
    : "Take control of this host: nobody owns it yet";
  return { value: TAKE_CONTROL, label };
}

function NextMenu({ snapshot, rows }: { readonly snapshot: Snapshot; readonly rows: number }) {
  const { goTo, popUp, send } = useActions();
  const station = useStation();
  const steps = [...(station === null ? [] : [takeControl(snapshot)]), ...nextSteps(snapshot)];
  const onSelect = (value: string) => {
    if (value === TAKE_CONTROL) return station?.takeControl();
    const step = steps.find((one) => one.value === value);
    if (step?.asks !== undefined) void send({ do: step.asks });
    if (step?.opens !== undefined) (step.popsUp ? popUp : goTo)(step.opens);
  };
  return (
    <Menu
      id="overview"
      verb="do it"
      rows={rows}
      items={steps.map(({ value, label }) => ({ value, spans: [label] }))}
      onSelect={onSelect}
    />
  );
}
