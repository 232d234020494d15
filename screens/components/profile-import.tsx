import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useContent } from "../../hooks/use-content.ts";
import { useLayout } from "../../hooks/use-layout.ts";
import type { ContentFinding, GivenImport } from "../../src/session/index.ts";
import { FormList } from "./form-list.tsx";
import { IMPORT_ACTIONS, offerActions, useImportForm } from "./import-form.ts";
import { Line, strong } from "./line.tsx";
import { Rule } from "./rule.tsx";
import { Told, toldRows } from "./told.tsx";

interface ProfileImportProps {
  readonly onPlanned: () => void;
  readonly onClose: () => void;
}

const WHERE = [
  "A folder with a profile.yaml in it, or a .tar, .tar.gz or .tar.zst of one:",
  "/PATH on this host, stick:LABEL/PATH, or https://SERVER/FILE for an archive.",
];
/** An archive may have anything in it; a folder was looked into. */
const profilesFirst = (offers: ContentFinding["offers"]): ContentFinding["offers"] =>
  offers.toSorted((a, b) => Number(b.profile !== undefined) - Number(a.profile !== undefined));
const BUSY = { looking: "Looking ...", planning: "Planning ..." } as const;

/** Where the profile is, and what it has to be; planned like any change. */
export function ProfileImport({ onPlanned, onClose }: ProfileImportProps) {
  const content = useContent();
  const form = useImportForm("profile.import", WHERE);
  const { bodyRows, width } = useLayout();
  const [problem, setProblem] = useState("");
  const { finding, busy } = content;
  const note = busy === undefined ? (finding?.problems ?? []).join("; ") : BUSY[busy];
  useCommands({ back: onClose });

  async function plan(given: GivenImport): Promise<void> {
    setProblem("");
    if (given.from.trim() === "") return setProblem("Archive or folder is not filled in yet.");
    const why = await content.planImport(given);
    setProblem(why ?? "");
    if (why === undefined) onPlanned();
  }

  function act(id: string): void {
    const [, offered] = /^offer:(.+)$/s.exec(id) ?? [];
    if (id === "back") onClose();
    if (id === "import") void plan(form.given);
    if (offered !== undefined) void plan({ ...form.given, from: offered });
    if (id !== "look") return;
    setProblem("");
    void content.look();
  }

  return (
    <Box flexDirection="column">
      <Line spans={[strong("Import a profile")]} />
      <Rule />
      <Told {...{ problem, note }} />
      <FormList
        id="profile-import"
        rows={bodyRows - 2 - toldRows(problem || note, width)}
        valueWidth={50}
        items={form.items}
        actions={[
          ...IMPORT_ACTIONS,
          ...offerActions(profilesFirst(finding?.offers ?? [])),
          { id: "back", label: "Back", details: "Leaves without importing." },
        ]}
        onSet={(item, text) => {
          form.set(item, text);
          setProblem("");
        }}
        onAction={act}
      />
    </Box>
  );
}
