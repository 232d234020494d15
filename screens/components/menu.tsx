import { Box } from "ink";
import SelectInput from "ink-select-input";
import { type ReactNode, useEffect, useRef } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useRemembered } from "../../hooks/session-provider.tsx";
import { Line, type Span } from "./line.tsx";
import { moveHighlight, windowStart } from "./menu-window.ts";

export interface MenuItem {
  /** Stable: the highlight follows it when the list changes. */
  readonly value: string;
  readonly spans: readonly Span[];
  /** In place of `spans`, for a row that is being edited. */
  readonly node?: ReactNode;
}

interface MenuProps {
  /** Name under which the highlight is remembered. */
  readonly id: string;
  readonly items: readonly MenuItem[];
  /** Lines there are for it; the rest scrolls. */
  readonly rows: number;
  readonly width?: number;
  readonly isActive?: boolean;
  /** Highlighted until the person moves; may change by itself. */
  readonly initial?: string;
  /** Word for Enter in the line of keys. */
  readonly verb?: string;
  readonly onSelect?: (value: string) => void;
  readonly onHighlight?: (value: string) => void;
}

/** An Enter meant for the list as it was must not hit the list as it has become. */
const SETTLE_MS = 300;

/**
 * The one list of the program. The library's component draws; keys are decided here: it would
 * select on digits, jump to the first row when the list changes, and wrap at both ends.
 */
export function Menu(props: MenuProps) {
  const { id, items, rows, isActive = true, verb, onSelect, onHighlight } = props;
  const { clock } = useActions();
  const [remembered, remember] = useRemembered(
    `menu:${id}`,
    props.initial ?? items[0]?.value ?? "",
  );
  const lastIndex = useRef(0);
  const changedMs = useRef(Number.NEGATIVE_INFINITY);
  const values = items.map(({ value }) => value).join("\n");
  const drawn = useRef(values);
  if (drawn.current !== values) {
    drawn.current = values;
    changedMs.current = clock.monotonicMs();
  }

  const found = items.findIndex(({ value }) => value === remembered);
  const index = found >= 0 ? found : Math.min(lastIndex.current, items.length - 1);
  const start = useRef(0);
  start.current = windowStart({ start: start.current, index, rows, count: items.length });
  useEffect(() => {
    lastIndex.current = Math.max(0, index);
  }, [index]);

  const go = (to: number) => {
    const value = items[moveHighlight(to, items.length)]?.value;
    if (value === undefined) return;
    remember(value);
    onHighlight?.(value);
  };
  const choose = () => {
    const value = items[index]?.value;
    if (value === undefined || clock.monotonicMs() - changedMs.current < SETTLE_MS) return;
    onSelect?.(value);
  };
  useCommands(
    {
      up: () => go(index - 1),
      down: () => go(index + 1),
      "page-up": () => go(index - rows),
      "page-down": () => go(index + rows),
      first: () => go(0),
      last: () => go(items.length - 1),
      jump: (digit) => {
        if (Number(digit) <= items.length) go(Number(digit) - 1);
      },
      ...(onSelect === undefined
        ? {}
        : { choose: { run: choose, ...(verb === undefined ? {} : { label: verb }) } }),
    },
    { isActive: isActive && items.length > 0 },
  );

  const visible = items.slice(start.current, start.current + rows);
  const isMoreBelow = start.current + rows < items.length;
  const marked = visible.map((item, at) => ({
    label: item.value,
    value: item.value,
    item,
    width: props.width,
    mark: markOf({
      isHighlighted: start.current + at === index,
      isMoreAbove: at === 0 && start.current > 0,
      isMoreBelow: at === visible.length - 1 && isMoreBelow,
    }),
  }));
  return (
    <SelectInput
      items={marked}
      isFocused={false}
      indicatorComponent={NoIndicator}
      itemComponent={Row as never}
    />
  );
}

const NoIndicator = () => null;

function markOf(row: {
  isHighlighted: boolean;
  isMoreAbove: boolean;
  isMoreBelow: boolean;
}): string {
  if (row.isHighlighted) return ">";
  if (row.isMoreAbove) return "^";
  return row.isMoreBelow ? "v" : " ";
}

function Row(props: { readonly item: MenuItem; readonly mark: string; readonly width?: number }) {
  const { item, mark, width } = props;
  const marker: Span = mark === ">" ? { text: ">", tone: "strong" } : mark;
  if (item.node !== undefined) {
    return (
      <Box>
        <Line spans={[marker, " "]} />
        {item.node}
      </Box>
    );
  }
  const spans = mark === ">" ? item.spans.map(emphasised) : item.spans;
  return <Line spans={[marker, " ", ...spans]} {...(width === undefined ? {} : { width })} />;
}

/** The highlighted row is bold as well as marked; tags keep their colour. */
function emphasised(span: Span): Span {
  return typeof span === "string" ? { text: span, tone: "strong" } : span;
}
