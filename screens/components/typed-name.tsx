import { Box } from "ink";
import { useState } from "react";
import { KeyLayer } from "../../hooks/keyboard-provider.tsx";
import { useActions } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { wrap } from "../../src/text/index.ts";
import { Blank, Line, strong } from "./line.tsx";
import { Rule } from "./rule.tsx";
import { TextInput } from "./text-input.tsx";

interface TypedNameProps {
  readonly question: string;
  readonly explains: readonly string[];
  /** What has to be typed, letter by letter. */
  readonly word: string;
  /** What it is typed for: `to do it all the same`. */
  readonly purpose: string;
  readonly onTyped: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

/** A question that nobody answers by accident. What was typed here before is never there again: it would be half an answer. */
export function TypedName(props: TypedNameProps) {
  const { question, explains, word, purpose, onTyped, onClose } = props;
  const { notify } = useActions();
  const { width } = useLayout();
  const [typed, setTyped] = useState("");
  const label = `Type ${word} ${purpose}  `;
  const done = () => {
    if (typed.trim() === word) return void onTyped(word);
    notify({
      level: "warn",
      text: `that is not ${word}`,
      hint: "Nothing was done. Esc goes back.",
    });
  };
  return (
    <KeyLayer>
      <Box flexDirection="column">
        <Line spans={[strong(question)]} />
        <Rule />
        {explains
          .flatMap((text) => wrap(text, width))
          .map((text) => (
            <Line key={text} spans={[text]} />
          ))}
        <Blank />
        <Box>
          <Line spans={[label]} width={label.length} />
          <TextInput
            value=""
            width={width - label.length - 1}
            nextLabel="do it"
            leaveLabel="no change"
            onChange={setTyped}
            onNext={done}
            onLeave={onClose}
          />
        </Box>
      </Box>
    </KeyLayer>
  );
}
