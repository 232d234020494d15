import { Box } from "ink";
import { useState } from "react";
import { valueAt } from "../../hooks/form-values.ts";
import { KeyLayer } from "../../hooks/keyboard-provider.tsx";
import { useActions, useSession, useSlice } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { emptyDocument, renderDocument, setIn } from "../../src/spec/index.ts";
import { Blank, Line, strong } from "./line.tsx";
import { Rule } from "./rule.tsx";
import { TextInput } from "./text-input.tsx";

interface WaiveFormProps {
  readonly checkId: string;
  readonly title: string;
  readonly onClose: () => void;
}

const FORM = "waive";
const PATH = "spec.checks.waivers";

/** Accepts a finding with a reason; it goes into the document and stays visible in the list. */
export function WaiveForm({ checkId, title, onClose }: WaiveFormProps) {
  const { send, notify, setField, discardForm } = useActions();
  const document = useSlice("document");
  const { width } = useLayout();
  const reason = useSession(({ drafts }) => drafts[FORM]?.[checkId] ?? "");
  const [isSaving, setSaving] = useState(false);

  async function save(): Promise<void> {
    if (document === undefined || isSaving) return;
    if (reason.trim().length < 3) {
      notify({ level: "warn", text: "say why, in a few words", hint: "It is recorded." });
      return;
    }
    setSaving(true);
    const before = document.text.trim() === "" ? renderDocument(emptyDocument()) : document.text;
    const answer = await send({
      do: "save-document",
      documentText: setIn(before, [{ path: PATH, value: withWaiver(document, checkId, reason) }]),
      expectedGeneration: document.generation,
    });
    setSaving(false);
    if (answer.is !== "ok") return;
    discardForm(FORM);
    onClose();
  }

  return (
    <KeyLayer>
      <Box flexDirection="column">
        <Line spans={[strong(`Waive ${title}`), `   ${checkId}`]} />
        <Rule />
        <Line
          spans={["The check stays in the list with what it found; the walk goes on without it."]}
        />
        <Blank />
        <Box>
          <Line spans={["Reason  "]} width={8} />
          <TextInput
            value={reason}
            width={width - 8}
            nextLabel="save"
            onChange={(text) => setField(FORM, checkId, text)}
            onNext={save}
            onLeave={onClose}
          />
        </Box>
      </Box>
    </KeyLayer>
  );
}

function withWaiver(
  document: { readonly effective: unknown },
  id: string,
  reason: string,
): readonly { readonly id: string; readonly reason: string }[] {
  const before = valueAt(document.effective, PATH);
  const waivers = Array.isArray(before) ? before : [];
  return [...waivers.filter((waiver) => waiver.id !== id), { id, reason: reason.trim() }];
}
