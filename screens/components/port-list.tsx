import { Box } from "ink";
import { useRemembered, useSession } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { interfaceForm, type PortRow } from "../../src/forms/index.ts";
import { fitCells as toWidth, wrap } from "../../src/text/index.ts";
import { Line, type Span, strong, toned } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Menu } from "./menu.tsx";
import { Rule } from "./rule.tsx";

export const NAME_WIDTH = 16;
const CABLE_WIDTH = 10;
const HAS_WIDTH = 32;
const DETAIL_ROWS = 3;

const ACTIONS: readonly (readonly [view: string, label: string, details: string])[] = [
  ["find", "Find a port >", "Plug a cable in or out, and see which port it is."],
  ["new:vlan", "Add a VLAN >", "A link of its own inside a port or a bond, by its number."],
  ["new:bond", "Add a bond >", "Several ports as one link, so that one may fail."],
];

/** Every port with its cable and what it has beside what is asked. */
export function PortList(props: {
  readonly rows: readonly PortRow[];
  readonly onOpen: (view: string) => void;
}) {
  const { rows, onOpen } = props;
  const { bodyRows, width } = useLayout();
  const [highlighted, highlight] = useRemembered("menu:network", `edit:${rows[0]?.name ?? ""}`);
  const current = rows.find(({ name }) => `edit:${name}` === highlighted);
  const drafts = useSession((state) => state.drafts);
  const editsOf = (name: string) => Object.keys(drafts[interfaceForm(name)] ?? {}).length;
  const action = ACTIONS.find(([view]) => view === highlighted);
  const details = current?.details ?? (action === undefined ? [] : [action[2]]);
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Network"), "   ports of this host"]} />
      <Rule />
      <Line spans={["  ", ...HEADING]} />
      <Menu
        id="network"
        rows={bodyRows - DETAIL_ROWS - 4}
        items={[
          ...rows.map((row) => ({
            value: `edit:${row.name}`,
            spans: spansOf(row, editsOf(row.name)),
          })),
          ...ACTIONS.map(([value, label]) => ({ value, spans: [label] })),
        ]}
        onHighlight={highlight}
        onSelect={onOpen}
      />
      <Rule />
      <Lines
        rows={DETAIL_ROWS}
        lines={details.flatMap((text) => wrap(text, width)).map((text) => [text])}
      />
    </Box>
  );
}

const HEADING: readonly Span[] = [
  strong(toWidth("Port", NAME_WIDTH)),
  strong(toWidth("Cable", CABLE_WIDTH)),
  strong(toWidth("On the host", HAS_WIDTH)),
  strong("Asked for"),
];

function spansOf({ name, cable, has, asked, holds }: PortRow, edits: number): readonly Span[] {
  return [
    toWidth(name, NAME_WIDTH),
    toWidth(cable, CABLE_WIDTH),
    `${toWidth(has, HAS_WIDTH - 1)} `,
    ...(edits > 0 ? [draftSpan(edits)] : askedSpans(asked, holds)),
  ];
}

/** What was typed for it and is not applied: a person who goes back must not think it is gone. */
function draftSpan(edits: number): Span {
  return toned(edits === 1 ? "DRAFT, 1 edit" : `DRAFT, ${edits} edits`, "warn");
}

function askedSpans(asked: string, holds: boolean | null): readonly Span[] {
  return asked === "" ? ["-"] : [heldSpan(holds), ` ${asked}`];
}

function heldSpan(holds: boolean | null): Span {
  if (holds === null) return "";
  return holds ? toned("yes:", "ok") : toned("NO:", "warn");
}
