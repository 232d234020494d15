import { useActions } from "../../hooks/session-provider.tsx";
import type { PowerAdvice } from "../../src/status/index.ts";
import { Dialog } from "./dialog.tsx";
import { TypedName } from "./typed-name.tsx";

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
    return (
      <TypedName
        {...{ question, explains, onClose }}
        word={props.word}
        purpose="to do it all the same"
        onTyped={switchPower}
      />
    );
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

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
