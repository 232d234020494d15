import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useRemembered } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { fitCells as toWidth, wrap } from "../../src/text/index.ts";
import { Line, type Span, strong } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { Rule } from "./rule.tsx";
import { TextInput } from "./text-input.tsx";

export interface FormItem {
  readonly id: string;
  readonly label: string;
  readonly kind: "text" | "secret" | "choice";
  readonly editable: string;
  /** In place of `editable` while it is not being edited. */
  readonly shown?: string;
  /** For a choice, in order; the empty text means "not set". */
  readonly choices?: readonly string[];
  /** Typed and not applied: there is something to undo. */
  readonly isEdited?: boolean;
  /** Behind the value: origin, state on the host. */
  readonly aside?: readonly Span[];
  /** Under the list while it is highlighted. */
  readonly details: readonly Span[][];
  /** As of a text field. */
  readonly onPasteLines?: (text: string) => string;
}

export interface FormAction {
  readonly id: string;
  readonly label: string;
  readonly details?: string;
}

interface FormListProps {
  readonly id: string;
  readonly heading?: readonly Span[];
  readonly items: readonly FormItem[];
  readonly actions: readonly FormAction[];
  readonly rows: number;
  readonly valueWidth: number;
  readonly onSet: (item: FormItem, text: string) => void;
  /** Called when a text field is left by Enter or Tab, before the next one opens. */
  readonly onAccept?: (item: FormItem) => void;
  readonly onUndo?: (item: FormItem) => void;
  readonly onAction: (id: string) => void;
}

const LABEL_WIDTH = 22;
const DETAIL_ROWS = 3;

/**
 * A form as a list: arrows move, Enter types into a field or does an action. While typing, Enter or
 * Tab goes on to the next field and Esc stops; every character is kept as a draft at once.
 */
export function FormList(props: FormListProps) {
  const { id, heading, items, actions, rows, onSet, onUndo } = props;
  const { width } = useLayout();
  const [editing, setEditing] = useState<string | undefined>(undefined);
  const [highlighted, highlight] = useRemembered(`menu:${id}`, items[0]?.id ?? "");
  const current = items.find((item) => item.id === highlighted);
  useCommands({
    ...(onUndo === undefined || current?.isEdited !== true
      ? {}
      : { "undo-edit": () => onUndo(current) }),
  });

  const open = (item: FormItem | undefined) => {
    if (item !== undefined) highlight(item.id);
    setEditing(item === undefined || item.kind === "choice" ? undefined : item.id);
  };
  const step = (from: FormItem, by: number) => {
    props.onAccept?.(from);
    const place = items.indexOf(from) + by;
    const next = items[place];
    if (next === undefined && by > 0) highlight(actions[0]?.id ?? from.id);
    open(next);
  };
  const select = (value: string) => {
    const item = items.find((one) => one.id === value);
    if (item === undefined) props.onAction(value);
    else if (item.kind === "choice") onSet(item, nextChoice(item));
    else open(item);
  };

  const rowsOf = (item: FormItem): MenuItem => ({
    value: item.id,
    spans: [toWidth(item.label, LABEL_WIDTH), ...valueSpans(item, props.valueWidth)],
    ...(editing === item.id ? { node: editorOf(item) } : {}),
  });
  const editorOf = (item: FormItem) => (
    <Box>
      <Line spans={[strong(toWidth(item.label, LABEL_WIDTH))]} width={LABEL_WIDTH} />
      <TextInput
        key={item.id}
        value={item.editable}
        width={width - LABEL_WIDTH - 2}
        isSecret={item.kind === "secret"}
        onChange={(text) => onSet(item, text)}
        onNext={() => step(item, 1)}
        onPrevious={() => step(item, -1)}
        onLeave={() => {
          props.onAccept?.(item);
          setEditing(undefined);
        }}
        {...(item.onPasteLines === undefined ? {} : { onPasteLines: item.onPasteLines })}
      />
    </Box>
  );
  const action = actions.find((one) => one.id === highlighted);
  const typeOrChange = current?.kind === "choice" ? "change" : "type";
  const verb = action === undefined ? typeOrChange : "do it";
  const details = current?.details ?? detailsOf(action, width);
  return (
    <Box flexDirection="column">
      {heading !== undefined && <Line spans={["  ", ...heading]} />}
      <Menu
        id={id}
        isActive={editing === undefined}
        rows={rows - DETAIL_ROWS - 1 - (heading === undefined ? 0 : 1)}
        verb={verb}
        items={[
          ...items.map(rowsOf),
          ...actions.map((one) => ({ value: one.id, spans: [one.label] })),
        ]}
        onSelect={select}
      />
      <Rule />
      <Lines lines={details} rows={DETAIL_ROWS} />
    </Box>
  );
}

function valueSpans(item: FormItem, valueWidth: number): readonly Span[] {
  const text = item.shown ?? item.editable;
  const shown = text === "" ? "-" : text;
  return item.aside === undefined ? [shown] : [toWidth(shown, valueWidth), " ", ...item.aside];
}

function nextChoice({ choices = [], editable }: FormItem): string {
  return choices[(choices.indexOf(editable) + 1) % Math.max(1, choices.length)] ?? "";
}

function detailsOf(action: FormAction | undefined, width: number): readonly Span[][] {
  return action?.details === undefined ? [] : wrap(action.details, width).map((text) => [text]);
}
