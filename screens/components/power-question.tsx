import { Box } from "ink";
import { useState } from "react";
import { KeyLayer } from "../../hooks/keyboard-provider.tsx";
import { useActions } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import type { PowerAdvice } from "../../src/status/index.ts";
import { wrap } from "../../src/text/index.ts";
import { Dialog } from "./dialog.tsx";
import { Blank, Line, strong } from "./line.tsx";
import { Rule } from "./rule.tsx";
import { TextInput } from "./text-input.tsx";

interface PowerQuestionProps {
  readonly to: "reboot" | "off";
  readonly advice: PowerAdvice;
  readonly hostname: string;
  /** What has to be typed where the answer is no yes. */
  readonly word: string;
  readonly onClose: () => void;
}

const WORDS = {
  reboot: { verb: "Restart", after: "Consoles come back by themselves when it is up again." },
  off: { verb: "Switch off", after: "It stays off until somebody is there to switch it on." },
} as const;

/** A plain question where the host may stop; its name, typed, where that is not sure. */
export function PowerQuestion(props: PowerQuestionProps) {
  const { to, advice, hostname, onClose } = props;
  const { send, notify } = useActions();
  const question = `${WORDS[to].verb} ${hostname} now?`;
  const explains = [...advice.why.map(sentence), WORDS[to].after];

  async function switchPower(name?: string): Promise<void> {
    const answer = await send({ do: "power", to, ...(name === undefined ? {} : { name }) });
    if (answer.is === "ok") notify({ level: "info", text: answer.note ?? "on its way" });
    onClose();
  }

  if (advice.answer !== "yes")
    return <NameForm {...props} {...{ question, explains }} onTyped={switchPower} />;
  return (
    <Dialog
      id="power"
      question={question}
      explains={explains}
      answers={[
        { value: "no", label: "No, leave it running" },
        { value: "yes", label: `${WORDS[to].verb} it now` },
      ]}
      onAnswer={(value) => (value === "yes" ? void switchPower() : onClose())}
      onClose={onClose}
    />
  );
}

interface NameFormProps extends PowerQuestionProps {
  readonly question: string;
  readonly explains: readonly string[];
  readonly onTyped: (name: string) => Promise<void>;
}

/** What was typed here before is never there again: it would be half an answer. */
function NameForm({ question, explains, word, onTyped, onClose }: NameFormProps) {
  const { notify } = useActions();
  const { width } = useLayout();
  const [typed, setTyped] = useState("");
  const label = `Type ${word} to do it all the same  `;
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

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
