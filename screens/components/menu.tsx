import { Box } from "ink";
import SelectInput from "ink-select-input";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useRemembered } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { Line, type Span } from "./line.tsx";
import { moveHighlight, windowStart } from "./menu-window.ts";

export interface MenuItem {
  /** Stable: the highlight follows it when the list changes. */
  readonly value: string;
  /** As a function it is made only where the row is in view: for long lists. */
  readonly spans: readonly Span[] | (() => readonly Span[]);
  /** In place of `spans`, for a row that is being edited. */
  readonly node?: ReactNode;
}

interface MenuProps {
  /** Name under which the highlight is remembered. */
  readonly id: string;
  /** The same list again draws only the rows whose mark changed. */
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
  const drawn = useRef(items);
  if (drawn.current !== items) {
    if (!areSame(drawn.current, items)) changedMs.current = clock.monotonicMs();
    drawn.current = items;
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

  const first = start.current;
  const { width } = props;
  const list = useMemo(() => {
    const visible = items.slice(first, first + rows).map((item, at) => {
      return { label: item.value, value: item.value, item, index: first + at, width };
    });
    return (
      <SelectInput
        items={visible}
        isFocused={false}
        indicatorComponent={NoIndicator}
        itemComponent={Row as never}
      />
    );
  }, [items, first, rows, width]);
  const end = Math.min(items.length, first + rows);
  const marks = useMemo(
    () => ({
      highlighted: index,
      moreAbove: first > 0 ? first : undefined,
      moreBelow: end < items.length ? end - 1 : undefined,
    }),
    [index, first, end, items.length],
  );
  return <MarksContext value={marks}>{list}</MarksContext>;
}

function areSame(before: readonly MenuItem[], now: readonly MenuItem[]): boolean {
  return before.length === now.length && before.every(({ value }, at) => value === now[at]?.value);
}

/** Rows by their place in the whole list. */
interface Marks {
  readonly highlighted: number;
  readonly moreAbove: number | undefined;
  readonly moreBelow: number | undefined;
}

/** Beside the list, not in it: moving the highlight is then no new list for the library. */
const MarksContext = createContext<Marks>({
  highlighted: 0,
  moreAbove: undefined,
  moreBelow: undefined,
});

const NoIndicator = () => null;

function markOf(index: number, { highlighted, moreAbove, moreBelow }: Marks): string {
  if (index === highlighted) return ">";
  if (index === moreAbove) return "^";
  return index === moreBelow ? "v" : " ";
}

interface RowProps {
  readonly item: MenuItem;
  readonly index: number;
  readonly width?: number;
}

function Row({ item, index, width: given }: RowProps) {
  const { width } = useLayout();
  const mark = markOf(index, useContext(MarksContext));
  const marker: Span = mark === ">" ? { text: ">", tone: "strong" } : mark;
  if (item.node !== undefined) {
    return (
      <Box>
        <Line spans={[marker, " "]} width={2} />
        {item.node}
      </Box>
    );
  }
  const plain = typeof item.spans === "function" ? item.spans() : item.spans;
  const spans = mark === ">" ? plain.map(emphasised) : plain;
  return <Line spans={[marker, " ", ...spans]} width={given ?? width} />;
}

/** The highlighted row is bold as well as marked; tags keep their colour. */
function emphasised(span: Span): Span {
  return typeof span === "string" ? { text: span, tone: "strong" } : span;
}
