import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import type { Drives } from "../../hooks/use-drives.ts";
import { useLayout } from "../../hooks/use-layout.ts";
import { installPath, isAskedFor } from "../../src/drives/index.ts";
import type { Disk } from "../../src/inventory/index.ts";
import { driveDetails } from "../drive-rows.ts";
import { Dialog } from "./dialog.tsx";
import { Line, strong } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Menu } from "./menu.tsx";
import { Rule } from "./rule.tsx";

interface DrivePageProps {
  readonly disk: Disk;
  readonly own: Drives;
  readonly onClose: () => void;
}

const ACTIONS = 2;

/** One drive, whole; naming it for an installation does nothing to it. */
export function DrivePage({ disk, own, onClose }: DrivePageProps) {
  const { width, bodyRows } = useLayout();
  const [isAsking, setAsking] = useState(false);
  useCommands({ back: { run: onClose, label: "back" } }, { isActive: !isAsking });
  const isAsked = isAskedFor(disk, own.asked);
  const name = () => {
    own.name(disk);
    onClose();
  };
  const act = (value: string) => {
    if (value === "back") return onClose();
    if (isAsked) {
      own.nameNone();
      return onClose();
    }
    return disk.isMain ? setAsking(true) : name();
  };
  if (isAsking) return <EraseQuestion disk={disk} onYes={name} onNo={() => setAsking(false)} />;
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Drive"), `   ${disk.path}`]} />
      <Rule />
      <Lines rows={bodyRows - ACTIONS - 3} lines={driveDetails(disk, width)} />
      <Rule />
      <Menu
        id={`drive:${disk.name}`}
        rows={ACTIONS}
        verb="do it"
        items={[
          { value: "back", spans: ["Back, change nothing"] },
          { value: "name", spans: [isAsked ? TAKE_BACK : installWords(disk)] },
        ]}
        onSelect={act}
      />
    </Box>
  );
}

const TAKE_BACK = "Name it no longer: the installer chooses by itself";

const installWords = (disk: Disk) =>
  `Install on it: ${installPath(disk)}${disk.stablePath === undefined ? ", which may change" : ""}`;

interface QuestionProps {
  readonly disk: Disk;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Said plainly before the drive that runs this very system is named. */
function EraseQuestion({ disk, onYes, onNo }: QuestionProps) {
  return (
    <Dialog
      id="erase-running-system"
      question={`Name ${disk.path}, which runs the system you are looking at?`}
      explains={[
        "An installer that is given this name erases this system and everything on the drive.",
        "Nothing is erased here: the name goes into the document, and out with the user-data.",
      ]}
      answers={[
        { value: "no", label: "No, leave it" },
        { value: "yes", label: "Name it all the same" },
      ]}
      onAnswer={(value) => (value === "yes" ? onYes() : onNo())}
      onClose={onNo}
    />
  );
}
