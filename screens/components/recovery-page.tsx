import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { useActions, useSession } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import type { RecoveryGuide, RecoveryStep } from "../../src/distributions/index.ts";
import { stepLines } from "../../src/status/index.ts";
import { padCells, wrap } from "../../src/text/index.ts";
import { Line, type Span, strong, toned } from "./line.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { Rule } from "./rule.tsx";
import { tag } from "./tag.ts";

interface RecoveryPageProps {
  readonly guides: readonly RecoveryGuide[];
  readonly onClose: () => void;
}

/** Where the ticks are kept: they outlive the console, not the trouble, so they can be cleared. */
const FORM = "recovery";
const CLEAR = "clear";

/** The documented steps in order, ticked by hand. Nothing here does any of them. */
export function RecoveryPage({ guides, onClose }: RecoveryPageProps) {
  const [open, setOpen] = useState<string | null>(null);
  const { setField, discardForm } = useActions();
  const ticks = useSession(({ drafts }) => drafts[FORM]) ?? {};
  const { bodyRows } = useLayout();
  const parts = guides.flatMap(partsOf);
  const part = parts.find(({ id }) => id === open);
  useCommands({ back: { run: () => (open === null ? onClose() : setOpen(null)), label: "back" } });

  function tick(id: string): void {
    setField(FORM, id, ticks[id] === undefined ? "done" : undefined);
    setOpen(null);
  }

  if (part !== undefined)
    return <PartPage part={part} isDone={ticks[part.id] !== undefined} onTick={tick} />;
  const items: readonly MenuItem[] = [
    ...parts.map(({ id, title, where }) => ({
      value: id,
      spans: [tag(ticks[id] === undefined ? "off" : "ok"), ` ${title}`, where && `   ${where}`],
    })),
    ...(Object.keys(ticks).length > 0 ? [{ value: CLEAR, spans: ["Take all ticks back"] }] : []),
  ];
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Recovery"), "   steps for people; this program does none of them"]} />
      <Rule />
      <Menu
        id="recovery"
        rows={bodyRows - 2}
        verb="read"
        items={items}
        onSelect={(value) => (value === CLEAR ? discardForm(FORM) : setOpen(value))}
      />
    </Box>
  );
}

interface Part {
  readonly id: string;
  readonly title: string;
  readonly where: string;
  readonly lines: readonly (readonly [label: string, text: string])[];
}

function partsOf({ id, title, before, steps, source }: RecoveryGuide): readonly Part[] {
  return [
    {
      id: `${id}.before`,
      title,
      where: "read first",
      lines: [...before.map((text) => ["Before", text] as const), ["From", source]],
    },
    ...steps.map((step, at) => stepPart(id, step, at + 1)),
  ];
}

function stepPart(guide: string, step: RecoveryStep, number: number): Part {
  const { title, where } = step;
  return {
    id: `${guide}.${number}`,
    title: `${number} ${title}`,
    where,
    lines: stepLines(step),
  };
}

const LABEL_WIDTH = 8;

interface PartPageProps {
  readonly part: Part;
  readonly isDone: boolean;
  readonly onTick: (id: string) => void;
}

/** One step whole: where, why, what to type, how to see that it worked, and what may go wrong. */
function PartPage({ part, isDone, onTick }: PartPageProps) {
  const { width, bodyRows } = useLayout();
  const rows = part.lines.flatMap(([label, text]) =>
    wrap(text, width - LABEL_WIDTH - 2).map((line, at): readonly Span[] => [
      padCells(at === 0 ? label : "", LABEL_WIDTH),
      label === "Danger" ? toned(line, "warn") : line,
    ]),
  );
  return (
    <Box flexDirection="column">
      <Line spans={[strong(part.title), isDone ? "   done" : ""]} />
      <Rule />
      <Menu
        id={`recovery:${part.id}`}
        rows={bodyRows - 2}
        verb={isDone ? "not done" : "done"}
        items={rows.map((spans, at) => ({ value: String(at), spans }))}
        onSelect={() => onTick(part.id)}
      />
    </Box>
  );
}
