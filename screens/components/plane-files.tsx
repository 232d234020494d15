import { Box } from "ink";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useSession } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { type PlaneFiles as Files, usePlaneFiles } from "../../hooks/use-plane-files.ts";
import { carriedLines, carriedYes, type Snapshot } from "../../src/session/index.ts";
import { wrap } from "../../src/text/index.ts";
import { MODE_WORDS } from "../overview-rows.ts";
import { Dialog } from "./dialog.tsx";
import { type FormAction, type FormItem, FormList } from "./form-list.tsx";
import { Line, strong } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Rule } from "./rule.tsx";

interface PlaneFilesProps {
  readonly view: Snapshot["registration"];
  readonly onBack: () => void;
}

/** The request out, the answer in: what a file says is shown first, and taken over on a yes alone. */
export function PlaneFiles({ view, onBack }: PlaneFilesProps) {
  const files = usePlaneFiles();
  if (files.found?.look.is === "readable") return <TakeQuestion files={files} />;
  return <FilesForm files={files} view={view} onBack={onBack} />;
}

/** Title, two rules. */
const HEAD_ROWS = 3;
const MOST_TOLD = 3;
/** The list with what its lines mean. */
const LIST_ROWS = 6;

function FilesForm({ files, view, onBack }: PlaneFilesProps & { readonly files: Files }) {
  const { bodyRows, width } = useLayout();
  const kind = useSession(
    ({ snapshot }) => snapshot?.document.effective.spec.registration?.kind ?? "v1",
  );
  useCommands({ back: onBack });
  const told = files.busy ?? files.told ?? INTRO[kind === "file" ? "file" : "network"];
  const lines = wrap(told, width);
  const rows = Math.max(1, Math.min(MOST_TOLD, bodyRows - HEAD_ROWS - LIST_ROWS, lines.length));
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Files to carry"), `   ${MODE_WORDS[view.state]}`]} />
      <Rule />
      <Lines rows={rows} lines={lines.map((text) => [text])} />
      <Rule />
      <FormList
        id="plane-files"
        rows={bodyRows - HEAD_ROWS - rows}
        valueWidth={50}
        items={[whereItem(files.at)]}
        actions={kind === "file" ? [LOOK, WRITE] : [LOOK]}
        onSet={(_, text) => files.setAt(text)}
        onAction={(id) => void (id === "write" ? files.write() : files.look())}
      />
    </Box>
  );
}

const INTRO = {
  file: "The request of this host goes out on a stick, the answer of its plane comes in.",
  network: "A desired state that the plane signed for this host can be brought as a file too.",
} as const;

const LOOK: FormAction = {
  id: "look",
  label: "Look at the file that was brought",
  details: "Shows what it says and who signed it; nothing is taken over yet.",
};

const WRITE: FormAction = {
  id: "write",
  label: "Write the request to the stick",
  details: "One stick is to be plugged in; there is no secret in the file.",
};

function whereItem(at: string): FormItem {
  return {
    id: "at",
    label: "Brought file",
    kind: "text",
    editable: at,
    details: [
      [strong("Brought file")],
      ["The word sticks, or the path of the file or its folder on this host."],
    ],
  };
}

function TakeQuestion({ files }: { readonly files: Files }) {
  const hostId = useSession(({ snapshot }) => snapshot?.host.edgeId?.id ?? "");
  const { found } = files;
  if (found?.look.is !== "readable") return null;
  return (
    <Dialog
      id="plane-file"
      question="Take this file over?"
      explains={carriedLines(found, hostId)}
      answers={[
        { value: "leave", label: "No, leave it" },
        { value: "take", label: carriedYes(found.look) },
      ]}
      onAnswer={(value) => (value === "take" ? void files.take() : files.leave())}
      onClose={files.leave}
    />
  );
}
