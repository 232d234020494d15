import { Box } from "ink";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useRemembered } from "../../hooks/session-provider.tsx";
import type { Form } from "../../hooks/use-form.ts";
import { useLayout } from "../../hooks/use-layout.ts";
import { isIssueOf } from "../../src/forms/index.ts";
import type { Field } from "../../src/spec/index.ts";
import { wrap } from "../../src/text/index.ts";
import { settingHeading } from "../setting-items.ts";
import type { SettingPage } from "../setting-pages.ts";
import { type FormAction, type FormItem, FormList } from "./form-list.tsx";
import { type Span, strong, toned } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Rule } from "./rule.tsx";

interface DocumentFormProps {
  /** Of the form and its highlight. */
  readonly id: string;
  readonly title: string;
  /** That shares the draft with this one: what is typed there goes along with a plan made here. */
  readonly otherPage?: string;
  readonly form: Form;
  readonly items: readonly FormItem[];
  /** Lines between the title and the rule. */
  readonly above?: readonly (readonly Span[])[];
  readonly previewLabel: string;
  readonly previewDetails: string;
  readonly onPlanned: () => void;
  /** Other pages about the same, below the form. */
  readonly pages?: readonly SettingPage[];
  /** What else can be done here, after the preview. */
  readonly more?: readonly (FormAction & { run(): void })[];
  /** In place of setting the field, for one whose typed text is not its value. */
  readonly onType?: (field: Field, text: string) => void;
  /** Called when a text field is left by Enter or Tab. */
  readonly onAccept?: (field: Field) => void;
}

export const VALUE_WIDTH = 30;

/** Fields of the document, the plan for what was typed, and the way to the first problem in it. */
export function DocumentForm(props: DocumentFormProps) {
  const { id, title, form, above = [], pages = [], more = [], onAccept } = props;
  const { popUp } = useActions();
  const { bodyRows, width } = useLayout();
  const [, highlight] = useRemembered(`menu:${id}`, "");
  const fieldOf = (path: string) => form.rows.find(({ field }) => field.path === path)?.field;
  const onField = (item: FormItem, act: ((field: Field) => void) | undefined) => {
    const field = fieldOf(item.id);
    if (field !== undefined) act?.(field);
  };

  async function preview(): Promise<void> {
    const answer = await form.preview();
    if (answer?.is === "planned") props.onPlanned();
    if (answer?.is !== "invalid") return;
    const first = form.rows.find(({ field }) =>
      answer.issues.some((issue) => isIssueOf(issue, field)),
    );
    if (first !== undefined) highlight(first.field.path);
  }

  const act = (action: string) => {
    if (action === "preview") return void preview();
    const deed = more.find(({ id }) => id === action);
    return deed === undefined ? popUp(action) : deed.run();
  };

  useCommands({ preview });
  const head = headOf(title, stateSpan(form, props.otherPage), width);
  return (
    <Box flexDirection="column">
      <Lines lines={head} />
      <Lines lines={above} />
      <Rule />
      <FormList
        id={id}
        heading={settingHeading(VALUE_WIDTH)}
        rows={bodyRows - 1 - head.length - above.length}
        valueWidth={VALUE_WIDTH}
        items={props.items}
        actions={[
          { id: "preview", label: props.previewLabel, details: props.previewDetails },
          ...pages.map((page) => ({ ...page, label: `${page.label} >` })),
          ...more,
        ]}
        onSet={(item, text) => onField(item, (field) => (props.onType ?? form.set)(field, text))}
        onAccept={(item) => onField(item, onAccept)}
        onUndo={(item) => onField(item, form.undo)}
        onAction={act}
      />
    </Box>
  );
}

/** Lines a problem may take; all of it stands at its field. */
const MOST_HEAD_ROWS = 3;

/** The title, and what is to be said beside it on as many lines as it takes. */
function headOf(title: string, state: Span, width: number): readonly (readonly Span[])[] {
  const { text, tone } =
    typeof state === "string" ? ({ text: state, tone: "plain" } as const) : state;
  const indent = title.length + 3;
  const rows = wrap(text, Math.max(1, width - indent)).slice(0, MOST_HEAD_ROWS);
  return rows.map((row, at) => [
    at === 0 ? strong(title) : " ".repeat(title.length),
    "   ",
    toned(row, tone),
  ]);
}

/** `2 problems, the first: DNS servers must be ...`; else how much waits to be applied. */
function stateSpan(
  { rows, issues, isPlanning, editedCount }: Form,
  otherPage: string | undefined,
): Span {
  if (isPlanning) return "planning";
  const [any] = issues;
  if (any === undefined) {
    const here = rows.filter(({ origin }) => origin === "draft").length;
    const there = otherPage === undefined ? 0 : editedCount - here;
    if (there > 0) return `${editsText(here)} here, ${there} on the page ${otherPage}, not applied`;
    return editedCount === 0 ? "nothing edited" : `${editsText(editedCount)}, not applied`;
  }
  const row = rows.find(({ issue }) => issue !== undefined);
  const first = row?.issue ?? any;
  const count = issues.length === 1 ? "1 problem" : `${issues.length} problems, the first`;
  return toned(`${count}: ${row?.field.title ?? first.path} ${first.message}`, "fail");
}

const editsText = (count: number) => (count === 1 ? "1 edit" : `${count} edits`);
