import { Box } from "ink";
import { useState } from "react";
import { useProfile } from "../hooks/device-provider.tsx";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { fromStand, type LogTail, type Stand } from "../hooks/log-tail.ts";
import { useActions, useRemembered } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { useLog, useLogEntries } from "../hooks/use-logs.ts";
import type { ErrorView } from "../src/errors/index.ts";
import type { LogEntry } from "../src/logs/index.ts";
import { fitCells, wrap } from "../src/text/index.ts";
import { FilterLine } from "./components/filter-line.tsx";
import { Line, strong, toned } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { Menu } from "./components/menu.tsx";
import { sentence } from "./components/progress.ts";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";
import { windowLines } from "./log-lines.ts";

export const logs = defineScreen({
  id: "logs",
  title: "Logs",
  commands: [],
  Component: Logs,
  isPopUp: true,
});

/** What services, kernel and files of this host have written down, read on while it is shown. */
function Logs() {
  const entries = useLogEntries();
  const [chosen, choose] = useRemembered("logs.log", "");
  const [isListed, setListed] = useState(false);
  if (entries === undefined) return <Message lines={["Looking for logs of this host ..."]} />;
  if (!isList(entries)) return <Refusal error={entries} />;
  const at = Math.max(
    0,
    entries.findIndex(({ id }) => id === chosen),
  );
  const entry = entries[at];
  if (entry === undefined) return <Message lines={NONE} />;
  if (isListed)
    return (
      <LogList
        entries={entries}
        chosen={entry.id}
        onChoose={(id) => {
          choose(id);
          setListed(false);
        }}
        onBack={() => setListed(false)}
      />
    );
  const go = (by: number) => choose(entries[(at + by + entries.length) % entries.length]?.id ?? "");
  return (
    <OneLog
      key={entry.id}
      entry={entry}
      place={`${at + 1} of ${entries.length}`}
      onGo={go}
      onList={() => setListed(true)}
    />
  );
}

const NONE = [
  "Nothing on this host writes a log that is known here yet.",
  "Services do when they run.",
];

const isList = (found: readonly LogEntry[] | ErrorView): found is readonly LogEntry[] =>
  Array.isArray(found);

function Message({ lines }: { readonly lines: readonly string[] }) {
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Logs")]} />
      <Rule />
      {lines.map((text) => (
        <Line key={text} spans={[text]} />
      ))}
    </Box>
  );
}

function Refusal({ error }: { readonly error: ErrorView }) {
  const { width } = useLayout();
  const { message, hint, code } = error;
  return <Message lines={wrap(`${sentence(message)} ${hint} (${code})`, width)} />;
}

interface LogListProps {
  readonly entries: readonly LogEntry[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly onBack: () => void;
}

function LogList({ entries, chosen, onChoose, onBack }: LogListProps) {
  const { bodyRows } = useLayout();
  useCommands({ back: onBack });
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Logs"), `   ${entries.length} on this host`]} />
      <Rule />
      <Menu
        id="logs"
        rows={bodyRows - 2}
        initial={chosen}
        verb="read"
        items={entries.map(({ id, title }) => ({
          value: id,
          spans: [fitCells(id, 34), " ", title],
        }))}
        onSelect={onChoose}
      />
    </Box>
  );
}

interface OneLogProps {
  readonly entry: LogEntry;
  readonly place: string;
  readonly onGo: (by: number) => void;
  readonly onList: () => void;
}

function OneLog({ entry, place, onGo, onList }: OneLogProps) {
  const [filter, setFilter] = useRemembered("logs.filter", "");
  const [typed, setTyped] = useState<string | null>(null);
  const { tail, toEnd } = useLog(entry.id, filter);
  const isOpen = typed === null;
  useCommands(
    {
      "next-log": () => onGo(1),
      "previous-log": () => onGo(-1),
      choose: { run: onList, label: "list" },
      filter: () => setTyped(filter),
      ...(filter === "" ? {} : { back: { run: () => setFilter(""), label: "show all" } }),
    },
    { isActive: isOpen },
  );
  const keep = (text: string) => {
    setFilter(text);
    setTyped(null);
  };
  const title = `${entry.id}, ${entry.title}   ${place}`;
  if (typed !== null)
    return (
      <Box flexDirection="column">
        <FilterLine
          title="Logs"
          value={typed}
          onChange={setTyped}
          onKeep={() => keep(typed)}
          onClear={() => keep("")}
        />
        <Rule />
        <Line
          spans={["Words as they stand in the line, or /a pattern/. Enter shows those lines."]}
        />
      </Box>
    );
  if (tail === undefined || "code" in tail)
    return (
      <Box flexDirection="column">
        <Line spans={[strong("Logs"), `   ${title}`]} />
        <Rule />
        {tail === undefined ? <Line spans={["Reading ..."]} /> : <Why error={tail} />}
      </Box>
    );
  return <Reading tail={tail} title={title} filter={filter} toEnd={toEnd} />;
}

function Why({ error: { message, hint, code } }: { readonly error: ErrorView }) {
  const { width, bodyRows } = useLayout();
  const lines = wrap(`${sentence(message)} ${hint} (${code})`, width).map((text) => [text]);
  return <Lines lines={lines} rows={bodyRows - 2} />;
}

interface ReadingProps {
  readonly tail: LogTail;
  readonly title: string;
  readonly filter: string;
  readonly toEnd: () => void;
}

/** Long lines are moved by so many cells. */
const SHIFT = 40;
/** What a picture on a slow line may take for the lines alone. */
const SLOW_CELLS = 860;

function Reading({ tail, title, filter, toEnd }: ReadingProps) {
  const { bodyRows, width } = useLayout();
  const { kind } = useProfile();
  const { clock } = useActions();
  const [isWrapped, setWrapped] = useState(false);
  const [shift, setShift] = useState(0);
  const [stand, setStand] = useState<Stand | null>(null);
  const { items, shown } = tail;
  const rows = bodyRows - 2;
  const here = stand ?? { items, at: items.at(-1)?.at ?? 0 };
  const { all, above, newLines } = fromStand(tail, here);
  const follow = () => {
    setStand(null);
    toEnd();
  };
  /** By items; at the end it follows again. */
  const move = (by: number) => {
    const to = above.length - 1 + by;
    if (to >= all.length - 1 && by > 0) return follow();
    const item = all[Math.max(Math.min(rows, all.length) - 1, to)];
    if (item !== undefined) setStand({ items: here.items, at: item.at });
  };
  useCommands({
    "pause-log": {
      run: stand === null ? () => setStand(here) : follow,
      label: stand === null ? "pause" : "follow",
    },
    "wrap-lines": { run: () => setWrapped(!isWrapped), label: isWrapped ? "cut lines" : "wrap" },
    "line-left": () => setShift(Math.max(0, shift - SHIFT)),
    "line-right": () => setShift(shift + SHIFT),
    up: () => move(-1),
    down: () => move(1),
    "page-up": () => move(-(rows - 1)),
    "page-down": () => move(rows - 1),
    first: () => move(Number.NEGATIVE_INFINITY),
    last: follow,
  });
  const lines = windowLines(stand === null ? shown : above, {
    ...{ rows, width, isWrapped, shift, nowMs: clock.nowMs() },
    mostCells: kind === "serial" ? SLOW_CELLS : Number.POSITIVE_INFINITY,
  });
  const state = stateWords({ tail, newLines, isPaused: stand !== null });
  const only = filter === "" ? [] : [`   only "${filter}"`];
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Logs"), `   ${title}   `, state, ...only]} />
      <Rule />
      {lines.length === 0 && <Line spans={["No line yet."]} />}
      <Lines lines={lines} rows={rows} />
    </Box>
  );
}

function stateWords(of: {
  readonly tail: LogTail;
  readonly newLines: number;
  readonly isPaused: boolean;
}) {
  const { tail, newLines, isPaused } = of;
  if (tail.ended !== undefined) return toned(`ended: ${tail.ended}`, "warn");
  if (!isPaused) return "following";
  return toned(newLines === 0 ? "paused" : `paused, +${newLines} new`, "warn");
}
