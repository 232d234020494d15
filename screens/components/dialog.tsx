import { Box } from "ink";
import { useEffect } from "react";
import { KeyLayer, useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { wrap } from "../../src/text/index.ts";
import { Blank, Line, strong } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Menu } from "./menu.tsx";
import { Rule } from "./rule.tsx";

interface DialogProps {
  readonly id: string;
  readonly question: string;
  /** What each answer means for the host. */
  readonly explains?: readonly string[];
  /** The first is the safe one, and where the highlight stands. */
  readonly answers: readonly { readonly value: string; readonly label: string }[];
  readonly onAnswer: (value: string) => void;
  readonly onClose: () => void;
}

/** Question and rule. */
const HEAD_ROWS = 2;

/** Takes the place of the page's body and all keys until it is answered; Esc is the safe answer. */
export function Dialog(props: DialogProps) {
  return (
    <KeyLayer>
      <Question {...props} />
    </KeyLayer>
  );
}

function Question({ id, question, explains = [], answers, onAnswer, onClose }: DialogProps) {
  const { width, bodyRows } = useLayout();
  const { remember } = useActions();
  const safe = answers[0]?.value ?? "";
  // Whatever was answered last time: the next time it is asked, the highlight stands on the safe answer.
  useEffect(() => () => remember(`menu:dialog:${id}`, safe), [remember, id, safe]);
  useCommands({ back: { run: onClose, label: "no change" } });
  const lines = explains.flatMap((text) => wrap(text, width)).map((text) => [text]);
  return (
    <Box flexDirection="column">
      <Line spans={[strong(question)]} />
      <Rule />
      {/* Whatever there is to explain: the answers stay in view. */}
      <Lines lines={lines} rows={bodyRows - HEAD_ROWS - 1 - answers.length} />
      {lines.length > 0 && <Blank />}
      <Menu
        id={`dialog:${id}`}
        rows={answers.length}
        verb="answer"
        items={answers.map(({ value, label }) => ({ value, spans: [label] }))}
        onSelect={onAnswer}
      />
    </Box>
  );
}
