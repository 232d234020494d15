import { Box } from "ink";
import { useMemo, useState } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSlice } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import type { ChecksSlice } from "../src/session/index.ts";
import { padCells, wrap } from "../src/text/index.ts";
import { checkMark } from "./check-mark.ts";
import {
  CHECK_TAGS,
  countLine,
  detailLines,
  matchesFilter,
  observedText,
  sortedResults,
} from "./checks-rows.ts";
import { Connecting } from "./components/connecting.tsx";
import { FilterLine } from "./components/filter-line.tsx";
import { Line, strong } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { Menu, type MenuItem } from "./components/menu.tsx";
import { Rule } from "./components/rule.tsx";
import { SidePane } from "./components/side-pane.tsx";
import { tag } from "./components/tag.ts";
import { TakeBackQuestion, WaiveForm } from "./components/waive-form.tsx";
import { defineScreen } from "./define-screen.ts";
import { oncePer } from "./once-per.ts";

export const checks = defineScreen({
  id: "checks",
  title: "Checks",
  commands: ["check-again", "filter", "waive", "drives", "doctor", "choose"],
  Component: Checks,
  mark: ({ checks: slice }) => checkMark(slice),
});

function Checks() {
  const slice = useSlice("checks");
  return slice === undefined ? <Connecting /> : <Results slice={slice} />;
}

const DETAIL_ROWS = 5;
const TITLE_WIDTH = 20;

/** Evidence and remedy, not a verdict. */
function Results({ slice }: { readonly slice: ChecksSlice }) {
  const { send, popUp } = useActions();
  const { width } = useLayout();
  const [isWaiving, setWaiving] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const [isFiltering, setFiltering] = useState(false);
  const [filter, setFilter] = useRemembered("checks.filter", "");
  const results = useMemo(() => {
    const all = sortedResults(slice.results);
    return filter === "" ? all : all.filter((result) => matchesFilter(result, filter));
  }, [slice.results, filter]);
  const [highlighted, highlight] = useRemembered("menu:checks", results[0]?.id ?? "");
  const current = results.find(({ id }) => id === highlighted) ?? results[0];
  // Waiving moves the row to another place: the highlight goes with it.
  const openWaiver = ({ id }: Result) => {
    highlight(id);
    setWaiving(true);
  };
  const canWaive = current?.status === "fail" || current?.status === "warn";
  useCommands({
    "check-again": () => void send({ do: "run-checks" }),
    doctor: { run: () => popUp("doctor"), label: "doctor" },
    drives: () => popUp("drives"),
    ...(slice.results.length > 0 ? { filter: () => setFiltering(true) } : {}),
    ...(canWaive ? { waive: { run: () => openWaiver(current), ...waiveLabel(current) } } : {}),
    ...backCommand({ isWhole, filter }, () => (isWhole ? setWhole(false) : setFilter(""))),
  });
  if (isWaiving && current !== undefined)
    return <WaiveOrTakeBack result={current} onClose={() => setWaiving(false)} />;

  return (
    <Box flexDirection="column">
      {isFiltering ? (
        <FilterLine
          title="Checks"
          value={filter}
          onChange={setFilter}
          onKeep={() => setFiltering(false)}
          onClear={() => {
            setFilter("");
            setFiltering(false);
          }}
        />
      ) : (
        <Line spans={[strong("Checks"), "   ", titleText(slice, filter, width - 9)]} />
      )}
      <Rule />
      <ListAndDetails
        results={results}
        current={current}
        empty={emptyText(filter)}
        isWhole={isWhole}
        onToggle={() => setWhole(!isWhole)}
      />
    </Box>
  );
}

interface ListAndDetailsProps {
  readonly results: readonly Result[];
  readonly current: Result | undefined;
  readonly empty: string;
  readonly isWhole: boolean;
  readonly onToggle: () => void;
}

/** Details beside the list where there is room, else under it; opened whole, they take most of the screen. */
function ListAndDetails(props: ListAndDetailsProps) {
  const { results, current, empty, isWhole, onToggle } = props;
  const { bodyRows, side } = useLayout();
  const isBeside = side !== null && !isWhole;
  const items = rowsOf(results);
  const rows = bodyRows - 2;
  const detailRows = isWhole ? bodyRows - 6 : DETAIL_ROWS;
  const list = (
    <>
      <Menu
        id="checks"
        rows={isBeside ? rows : rows - 1 - detailRows}
        verb={isWhole ? "less" : "details"}
        items={items}
        onSelect={onToggle}
      />
      {results.length === 0 && <Line spans={[empty]} />}
    </>
  );
  if (isBeside)
    return (
      <SidePane rows={rows} side={<Details result={current} rows={rows} />}>
        {list}
      </SidePane>
    );
  return (
    <>
      {list}
      <Rule />
      <Details result={current} rows={detailRows} />
    </>
  );
}

const rowsOf = oncePer((results: readonly Result[]): readonly MenuItem[] =>
  results.map((result) => ({
    value: result.id,
    spans: () => [
      tag(CHECK_TAGS[result.status]),
      ` ${padCells(result.title, TITLE_WIDTH)} `,
      observedText(result),
    ],
  })),
);

function Details({ result, rows }: { readonly result: Result | undefined; readonly rows: number }) {
  const { width } = useLayout();
  if (result === undefined) return null;
  const [title = "", ...rest] = detailLines(result).map((text) => wrap(text, width));
  const lines = [...[...title].map((text) => strong(text)), ...rest.flat()];
  return <Lines lines={lines.map((span) => [span])} rows={rows} />;
}

type Result = ChecksSlice["results"][number];

const waiveLabel = (result: Result) => (result.waived === undefined ? {} : { label: "unwaive" });

function titleText(slice: ChecksSlice, filter: string, width: number): string {
  return filter === "" ? countLine(slice, width) : `only those with "${filter}", Esc shows all`;
}

const emptyText = (filter: string) =>
  filter === "" ? "Press r to run them. They only look." : "No check matches. Esc shows all again.";

/** Esc closes the details, then lifts the filter; with neither it is no command of this screen. */
function backCommand(
  { isWhole, filter }: { readonly isWhole: boolean; readonly filter: string },
  run: () => void,
) {
  if (!isWhole && filter === "") return {};
  return { back: { run, label: isWhole ? "back" : "show all" } };
}

function WaiveOrTakeBack(props: { readonly result: Result; readonly onClose: () => void }) {
  const { result, onClose } = props;
  const { id, title, waived } = result;
  return waived === undefined ? (
    <WaiveForm checkId={id} title={title} observed={observedText(result)} onClose={onClose} />
  ) : (
    <TakeBackQuestion checkId={id} title={title} reason={waived.reason} onClose={onClose} />
  );
}
