import { Box } from "ink";
import { KeyLayer } from "../../hooks/keyboard-provider.tsx";
import { useActions, useSession } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { useWaivers } from "../../hooks/use-waivers.ts";
import { wrap } from "../../src/text/index.ts";
import { Dialog } from "./dialog.tsx";
import { Blank, Line, strong } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Rule } from "./rule.tsx";
import { TextInput } from "./text-input.tsx";

interface WaiveFormProps {
  readonly checkId: string;
  readonly title: string;
  /** What the check found: what is accepted by this. */
  readonly observed: string;
  readonly onClose: () => void;
}

const FORM = "waive";
const LABEL = "Reason  ";
/** Of what was found, before it would push the field away. */
const FOUND_ROWS = 6;

/** Accepts a finding with a reason; it goes into the document and stays visible in the list. */
export function WaiveForm({ checkId, title, observed, onClose }: WaiveFormProps) {
  const { notify, setField, discardForm } = useActions();
  const { width } = useLayout();
  const { waive } = useWaivers();
  const reason = useSession(({ drafts }) => drafts[FORM]?.[checkId] ?? "");

  async function save(): Promise<void> {
    if (reason.trim().length < 3) {
      notify({ level: "warn", text: "say why, in a few words", hint: "It is recorded." });
      return;
    }
    if (!(await waive(checkId, reason.trim()))) return;
    discardForm(FORM);
    onClose();
  }

  return (
    <KeyLayer>
      <Box flexDirection="column">
        <Line spans={[strong(`Waive ${title}`), `   ${checkId}`]} />
        <Rule />
        <Lines lines={wrap(`Found: ${observed}`, width).map((text) => [text])} rows={FOUND_ROWS} />
        <Line
          spans={["It stays in the list with what it found, and no longer stands in the way."]}
        />
        <Line spans={["The reason is kept in the document of this host."]} />
        <Blank />
        <Box>
          <Line spans={[LABEL]} width={LABEL.length} />
          <TextInput
            value={reason}
            width={width - LABEL.length - 1}
            nextLabel="waive"
            leaveLabel="no change"
            onChange={(text) => setField(FORM, checkId, text)}
            onNext={save}
            onLeave={onClose}
          />
        </Box>
      </Box>
    </KeyLayer>
  );
}

interface TakeBackProps {
  readonly checkId: string;
  readonly title: string;
  readonly reason: string;
  readonly onClose: () => void;
}

/** The way back: from then on the finding counts again. */
export function TakeBackQuestion({ checkId, title, reason, onClose }: TakeBackProps) {
  const { takeBack } = useWaivers();
  return (
    <Dialog
      id="take-back"
      question={`Take back the waiver of ${title}?`}
      explains={[`It was waived because: ${reason}`, "From then on the finding counts again."]}
      answers={[
        { value: "no", label: "No, it stays waived" },
        { value: "yes", label: "Take the waiver back" },
      ]}
      onAnswer={async (value) => {
        if (value === "no" || (await takeBack(checkId))) onClose();
      }}
      onClose={onClose}
    />
  );
}
