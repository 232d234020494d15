import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useRemembered } from "../../hooks/session-provider.tsx";
import { useContent } from "../../hooks/use-content.ts";
import { useLayout } from "../../hooks/use-layout.ts";
import { offerWords } from "../../src/session/index.ts";
import { FormList } from "./form-list.tsx";
import { Line, strong } from "./line.tsx";
import { Rule } from "./rule.tsx";
import { Told, toldRows } from "./told.tsx";

interface ProfileImportProps {
  readonly onPlanned: () => void;
  readonly onClose: () => void;
}

/** Where the archive is, and what it has to be; planned like any change. */
export function ProfileImport({ onPlanned, onClose }: ProfileImportProps) {
  const content = useContent();
  const { bodyRows, width } = useLayout();
  const [from, setFrom] = useRemembered("profile.import.from", "");
  const [sum, setSum] = useRemembered("profile.import.sum", "");
  const [problem, setProblem] = useState("");
  const { offers = [], problems = [] } = content.finding ?? {};
  const note = content.isLooking ? "Looking ..." : problems.join("; ");
  useCommands({ back: onClose });

  async function plan(archive: string, sha256: string): Promise<void> {
    if (archive === "") return setProblem("Archive is not filled in yet.");
    const why = await content.planImport(archive, sha256);
    setProblem(why ?? "");
    if (why === undefined) onPlanned();
  }

  function act(id: string): void {
    const [, offered] = /^offer:(.+)$/s.exec(id) ?? [];
    setProblem("");
    if (id === "back") onClose();
    if (id === "look") void content.look();
    if (id === "plan") void plan(from.trim(), sum.trim());
    if (offered !== undefined) void plan(offered, "");
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
        items={[
          {
            ...{ id: "from", label: "Archive", kind: "text", editable: from },
            details: [
              ["A .tar, .tar.gz or .tar.zst with a profile.yaml in it."],
              ["/PATH on this host, https://SERVER/FILE, or stick:LABEL/FILE."],
            ],
          },
          {
            ...{ id: "sum", label: "SHA-256", kind: "text", editable: sum },
            details: [["Not needed where ARCHIVE.sha256 lies beside it, or a signature."]],
          },
        ]}
        actions={[
          {
            ...{ id: "plan", label: "Preview the import" },
            details: "It is proven before anything of it is used. Nothing is changed yet.",
          },
          {
            ...{ id: "look", label: "Look on USB sticks" },
            details: "Each is mounted read-only, looked through, and let go at once.",
          },
          ...offers.map((offer) => ({
            id: `offer:${offer.from}`,
            label: `Import ${offer.from}`,
            details: offerWords(offer),
          })),
          { id: "back", label: "Back", details: "Leaves without importing." },
        ]}
        onSet={({ id }, text) => (id === "from" ? setFrom(text) : setSum(text))}
        onAction={act}
      />
    </Box>
  );
}
