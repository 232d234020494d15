import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useRemembered } from "../hooks/session-provider.tsx";
import { type Drives, useDrives } from "../hooks/use-drives.ts";
import { useLayout } from "../hooks/use-layout.ts";
import { gpuText, isAskedFor } from "../src/drives/index.ts";
import type { Disk } from "../src/inventory/index.ts";
import { wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { DrivePage } from "./components/drive-page.tsx";
import { Line, type Span, strong } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { Menu, type MenuItem } from "./components/menu.tsx";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";
import { driveDetails, driveSpans } from "./drive-rows.ts";

export const drives = defineScreen({
  id: "drives",
  title: "Drives",
  commands: [],
  Component: DrivesPage,
  isPopUp: true,
});

const DETAIL_ROWS = 6;
const GPU = "gpu:";

/** What each drive is and holds, before one of them is named for an installation; GPUs below. */
function DrivesPage() {
  const own = useDrives();
  return own === undefined ? <Connecting /> : <Listed own={own} />;
}

function Listed({ own }: { readonly own: Drives }) {
  const { send } = useActions();
  const { width, bodyRows } = useLayout();
  const [chosen, choose] = useState<string | null>(null);
  const disks = own.disks.is === "known" ? own.disks.value : [];
  const [highlighted] = useRemembered("menu:drives", disks[0]?.name ?? "");
  useCommands({ refresh: () => void send({ do: "refresh" }) });
  const opened = disks.find(({ name }) => name === chosen);
  if (opened !== undefined)
    return <DrivePage disk={opened} own={own} onClose={() => choose(null)} />;
  const current = disks.find(({ name }) => name === highlighted);
  const details = current === undefined ? [] : driveDetails(current, width).slice(1);
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Drives"), "   ", ...titleSpans(own)]} />
      <Rule />
      {noneText(own) !== "" && (
        <Lines rows={2} lines={wrap(noneText(own), width).map((text) => [text])} />
      )}
      <Menu
        id="drives"
        rows={bodyRows - DETAIL_ROWS - 3 - (disks.length === 0 ? 2 : 0)}
        verb="details"
        items={[...disks.map((disk) => itemOf(disk, own)), ...gpuItems(own)]}
        onSelect={(value) => choose(value.startsWith(GPU) ? null : value)}
      />
      <Rule />
      <Lines rows={DETAIL_ROWS} lines={details} />
    </Box>
  );
}

function titleSpans({ disks, asked }: Drives): readonly Span[] {
  const all = disks.is === "known" ? disks.value : [];
  const where = all.find((disk) => isAskedFor(disk, asked))?.path ?? asked;
  const named = asked === "" ? "none named for an installation" : `install on ${where}`;
  return disks.is === "known" ? [`${disks.value.length} seen, `, named] : [named];
}

function noneText({ disks }: Drives): string {
  if (disks.is === "unknown") return `They cannot be listed: ${disks.why}. Press r to look again.`;
  if (disks.is === "known" && disks.value.length > 0) return "";
  return "No drive is seen. What is plugged in later shows after r.";
}

const itemOf = (disk: Disk, { asked }: Drives): MenuItem => ({
  value: disk.name,
  spans: () => driveSpans(disk, isAskedFor(disk, asked)),
});

function gpuItems({ gpus }: Drives): readonly MenuItem[] {
  if (gpus.is === "unknown") return [{ value: GPU, spans: [`GPU  not known: ${gpus.why}`] }];
  const found = gpus.is === "known" ? gpus.value : [];
  return found.map((gpu, index) => ({
    value: `${GPU}${index}`,
    spans: [`GPU  ${gpuText(gpu)}`],
  }));
}
