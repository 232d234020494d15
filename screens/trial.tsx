import { Box } from "ink";
import { useEffect } from "react";
import { useActions, useSlice } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { type TrialView, trialSentence, wayBackWords } from "../src/network/index.ts";
import { padCells, wrap } from "../src/text/index.ts";
import { Blank, Line, type Span, strong } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { Menu } from "./components/menu.tsx";
import { Rule } from "./components/rule.tsx";
import { type TagName, tag } from "./components/tag.ts";
import { defineScreen } from "./define-screen.ts";

export const trial = defineScreen({
  id: "trial",
  title: "Trying",
  commands: [],
  Component: Trying,
  isPopUp: true,
});

/** A change of the network in force and not kept yet: what was, what is, what works, the way back. */
function Trying() {
  const view = useSlice("network");
  const { width, bodyRows } = useLayout();
  const items = answersFor(view);
  const rows = bodyRows - items.length - 3;
  const spacious = view === undefined ? [] : bodyOf(view, width);
  // What works has to be seen more than the room between the paragraphs.
  const lines = spacious.length > rows ? spacious.filter(isSaid) : spacious;
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Network"), `   ${view?.title ?? ""}`]} />
      <Rule />
      {view === undefined && <Line spans={["No change of the network is being tried."]} />}
      <Lines lines={lines} rows={rows} />
      <Blank />
      <Answers items={items} />
    </Box>
  );
}

const isSaid = (spans: readonly Span[]): boolean => spans[0] !== "";

type Wish = "keep" | "revert" | "extend";

/** The first is the safe one: an Enter meant for another page decides nothing. */
function answersFor(view: TrialView | undefined): readonly [value: string, label: string][] {
  if (view?.state !== "applied") return [["later", "Back"]];
  return [
    ["later", "Back, decide nothing now"],
    ["keep", "Keep it"],
    ["extend", "Give me 2 more minutes"],
    ["revert", "Revert now"],
  ];
}

function Answers({ items }: { readonly items: ReturnType<typeof answersFor> }) {
  const { back, send, notify, remember } = useActions();
  // Whatever was answered last time: the next time the highlight stands on the safe answer.
  useEffect(() => () => remember("menu:trial", "later"), [remember]);
  const decide = async (wish: Wish) => {
    const answer = await send({ do: "network", decide: wish });
    if (answer.is === "ok") notify({ level: "info", text: answer.note ?? "so it is" });
  };
  return (
    <Menu
      id="trial"
      rows={items.length}
      verb="choose"
      items={items.map(([value, label]) => ({ value, spans: [label] }))}
      onSelect={(value) => (value === "later" ? back() : void decide(value as Wish))}
    />
  );
}

type Rows = readonly (readonly Span[])[];

function bodyOf(view: TrialView, width: number): Rows {
  const isOver = view.state === "kept" || view.state === "reverted";
  const said = isOver || view.state === "reverting" ? [trialSentence(view)] : [];
  return [
    ...tableOf(view, width),
    [""],
    ...[...said, ...wayBackWords(view)].flatMap((text) =>
      wrap(text, width).map((line): Span[] => [line]),
    ),
    ...(isOver ? [] : proofOf(view, width)),
  ];
}

const LEAST_COLUMN = 10;

function tableOf({ rows }: TrialView, width: number): Rows {
  const longest = (values: readonly string[]) =>
    Math.max(LEAST_COLUMN, ...values.map((value) => value.length)) + 3;
  const title = longest(rows.map((row) => row.title));
  const was = Math.min(longest(rows.map((row) => row.was)), Math.floor((width - title) / 2));
  return [
    [padCells("", title), padCells("was", was), "now (seen on the host)"],
    ...rows.map((row): Span[] => [
      padCells(row.title, title),
      padCells(row.was, was),
      row.now === row.was ? row.now : strong(row.now),
    ]),
  ];
}

const TAGS = { ok: "ok", fail: "fail", skip: "off", pending: "busy" } as const satisfies Readonly<
  Record<TrialView["proof"][number]["verdict"], TagName>
>;
const TAG_WIDTH = 7;
const GAP = 3;

/** As many to a line as there is room for. */
function proofOf({ proof }: TrialView, width: number): Rows {
  const lines: Span[][] = [];
  let used = width;
  for (const { verdict, evidence } of proof) {
    const wide = TAG_WIDTH + evidence.length + GAP;
    if (used + wide > width) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(tag(TAGS[verdict]), ` ${evidence}${" ".repeat(GAP)}`);
    used += wide;
  }
  return lines.length === 0 ? [] : [[""], ...lines];
}
