import { Box } from "ink";
import { useRemembered, useSession, useSlice } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { formatClock } from "../src/quantity/index.ts";
import type { ActivityEntry } from "../src/session/index.ts";
import { padCells, wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Line, type Span, strong } from "./components/line.tsx";
import { Menu } from "./components/menu.tsx";
import { sentence } from "./components/progress.ts";
import { Rule } from "./components/rule.tsx";
import { type TagName, tag } from "./components/tag.ts";
import { defineScreen } from "./define-screen.ts";

export const activity = defineScreen({
  id: "activity",
  title: "Activity",
  commands: [],
  Component: Activity,
});

const LEVEL_TAGS: Readonly<Record<ActivityEntry["level"], TagName>> = {
  info: "ok",
  warn: "warn",
  error: "fail",
};
const DETAIL_ROWS = 4;

/** What happened, newest first, from the agent and from this console's own refusals. */
function Activity() {
  const entries = useSlice("activity");
  const { bodyRows, width } = useLayout();
  const notices = useSession((state) => state.notices);
  const [highlighted] = useRemembered("menu:activity", String(entries?.[0]?.seq ?? ""));
  if (entries === undefined) return <Connecting />;
  const current = entries.find(({ seq }) => String(seq) === highlighted) ?? entries[0];
  const refused = notices.find(({ level }) => level === "error");
  const details: readonly Span[][] =
    current === undefined ? [] : wrap(sentence(current.message), width).map((text) => [text]);
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Activity"), `   ${entries.length} entries, newest first`]} />
      <Rule />
      <Menu
        id="activity"
        rows={bodyRows - 3 - DETAIL_ROWS}
        items={entries.map((entry) => ({
          value: String(entry.seq),
          spans: [
            `${formatClock(entry.atMs)} `,
            tag(LEVEL_TAGS[entry.level]),
            ` ${padCells(entry.subject, 13)} ${entry.message}`,
          ],
        }))}
      />
      {entries.length === 0 && <Line spans={["Nothing has happened yet."]} />}
      <Rule />
      {details.slice(0, DETAIL_ROWS - 1).map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
        <Line key={index} spans={spans} />
      ))}
      {refused !== undefined && (
        <Line
          spans={[
            `Last refusal: ${refused.code ?? ""} ${sentence(refused.text)} ${refused.hint ?? ""}`,
          ]}
        />
      )}
    </Box>
  );
}
