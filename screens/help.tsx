import { Box } from "ink";
import { useEffect, useState } from "react";
import { type Binding, EDITING_KEYS, KEYMAP } from "../hooks/keymap.ts";
import { useSession } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { padCells, wrap } from "../src/text/index.ts";
import { Line, type Span, strong } from "./components/line.tsx";
import { Menu } from "./components/menu.tsx";
import { noticeText } from "./components/progress.ts";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";
import { shownCodes } from "./shown-codes.ts";

export const help = defineScreen({
  id: "help",
  title: "Help",
  commands: [],
  Component: Help,
  isPopUp: true,
});

const TITLES: Readonly<Record<Binding["group"], string>> = {
  moving: "Moving between screens",
  lists: "In lists",
  fields: "In forms and text fields",
  doing: "Doing things, where the bottom line offers them",
};

const TAGS_EXPLAINED: readonly (readonly [string, string])[] = [
  ["[ OK ]", "as it should be"],
  ["[WARN]", "works, but look at it"],
  ["[FAIL]", "does not work, or must not stay so"],
  ["[ .. ]", "in progress"],
  ["[ -- ]", "not there, not asked for, or not yet"],
  ["[ ?? ]", "cannot be told; never the same as OK"],
];

function Help() {
  const { bodyRows, width } = useLayout();
  const lines = [...useSaid(width - INDENT), ...useAbout(width - INDENT), ...helpLines()];
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Help"), "   Esc goes back to where you were"]} />
      <Rule />
      <Menu
        id="help"
        rows={bodyRows - 2}
        items={lines.map((spans, index) => ({ value: String(index), spans }))}
      />
    </Box>
  );
}

/** Of the highlight in a list. */
const INDENT = 4;

/** The last warning as a whole: its own line is one row, and may have cut it. */
function useSaid(width: number): readonly (readonly Span[])[] {
  const notice = useSession(({ notices }) => notices[0]);
  if (notice === undefined || notice.level === "info") return [];
  const said = wrap(noticeText(notice), width);
  return [[strong("What was said last")], ...said.map((line) => [`  ${line}`]), [""]];
}

/** What the codes on the screen one came from mean; the table is read for it, and not before. */
function useAbout(width: number): readonly (readonly Span[])[] {
  const codes = useSession((state) => shownCodes(state).join(" "));
  const [lines, setLines] = useState<readonly (readonly Span[])[]>([]);
  useEffect(() => {
    let isWanted = true;
    void aboutLines(codes.split(" ").filter(Boolean), width).then((about) => {
      if (isWanted) setLines(about);
    });
    return () => {
      isWanted = false;
    };
  }, [codes, width]);
  return lines;
}

async function aboutLines(codes: readonly string[], width: number) {
  if (codes.length === 0) return [];
  const { findPage, shortLines } = await import("../src/explain/index.ts");
  const found = await Promise.all(codes.map(findPage));
  return found.flatMap((one): readonly (readonly Span[])[] => {
    if (one.is === "unknown") return [];
    const { code } = one.page;
    const said = [...shortLines(one.page), `More: bringup explain ${code}`];
    const lines = said.flatMap((text) => wrap(text, width)).map((line) => [`  ${line}`]);
    return [[strong(`About ${code}`)], ...lines, [""]];
  });
}

/** Everything from the key table, so that it cannot disagree with what the keys do. */
export function helpLines(): readonly (readonly Span[])[] {
  const groups = Object.entries(TITLES).flatMap(([group, title]) => [
    [strong(title)],
    ...KEYMAP.filter((binding) => binding.group === group).map(({ shown, explains }) =>
      keyLine(shown, explains),
    ),
    ...(group === "fields"
      ? EDITING_KEYS.map(({ shown, explains }) => keyLine(shown, explains))
      : []),
    [""],
  ]);
  return [
    ...groups,
    [strong("What the marks mean")],
    ...TAGS_EXPLAINED.map(([mark, meaning]) => keyLine(mark, meaning)),
  ];
}

const keyLine = (shown: string, text: string): readonly Span[] => [
  padCells(`  ${shown}`, 14),
  text,
];
