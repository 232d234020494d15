import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useRemembered } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import type { FoundProfile } from "../../src/profile/index.ts";
import { exportedWords, whyNotDone } from "../../src/session/index.ts";
import { FormList } from "./form-list.tsx";
import { Line, strong } from "./line.tsx";
import { Rule } from "./rule.tsx";
import { Told, toldRows } from "./told.tsx";

interface ProfileExportProps {
  readonly found: FoundProfile;
  readonly onClose: () => void;
}

interface Saying {
  readonly problem: string;
  readonly note: string;
}

const QUIET: Saying = {
  problem: "",
  note: "One archive with its sum beside it. Values that were set here are not in it.",
};

/** One profile into one archive: a file of this host, or the stick. */
export function ProfileExport({ found, onClose }: ProfileExportProps) {
  const { send } = useActions();
  const { bodyRows, width } = useLayout();
  const [to, setTo] = useRemembered("profile.export.to", "");
  const [said, say] = useState(QUIET);
  const { name, version, path: folder } = found;
  useCommands({ back: onClose });

  async function write(place: string): Promise<void> {
    if (place === "") return say({ problem: "Write to is not filled in yet.", note: "" });
    say({ problem: "", note: "Writing ..." });
    const answer = await send({ do: "export-profile", folder, to: place });
    const isDone = answer.is === "profile-exported";
    const problem = isDone ? "" : (whyNotDone(answer) ?? "It could not be written.");
    say({ problem, note: isDone ? exportedWords(answer) : "" });
  }

  function act(id: string): void {
    if (id === "back") onClose();
    if (id === "write") void write(to.trim());
    if (id === "stick") void write("sticks");
  }

  return (
    <Box flexDirection="column">
      <Line spans={[strong("Export the profile"), ` ${name} ${version}   from ${folder}`]} />
      <Rule />
      <Told {...said} />
      <FormList
        id="profile-export"
        rows={bodyRows - 2 - toldRows(said.problem || said.note, width)}
        valueWidth={50}
        items={[
          {
            ...{ id: "to", label: "Write to", kind: "text", editable: to },
            details: [
              ["A folder of this host, or a file in one that ends in .tar."],
              ["Nothing that is there is written over."],
            ],
          },
        ]}
        actions={[
          { id: "write", label: "Write it", details: "The archive, and its .sha256 beside it." },
          {
            ...{ id: "stick", label: "Write it to the USB stick" },
            details: "It is mounted, written to, read back, and let go. One may be plugged in.",
          },
          { id: "back", label: "Back", details: "Leaves this page." },
        ]}
        onSet={(_item, text) => {
          setTo(text);
          say(QUIET);
        }}
        onAction={act}
      />
    </Box>
  );
}
