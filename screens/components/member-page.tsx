import { Box } from "ink";
import { useEffect, useState } from "react";
import { useActions } from "../../hooks/session-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { useTime } from "../../hooks/use-time.ts";
import {
  type PracticeChoice,
  practiceChoices,
  type Subject,
  subjectLines,
} from "../../src/status/index.ts";
import { padCells, wrap } from "../../src/text/index.ts";
import { Dialog } from "./dialog.tsx";
import { Line, type Span, strong, toned } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { Menu } from "./menu.tsx";
import { Rule } from "./rule.tsx";

interface MemberPageProps {
  readonly subject: Subject;
  readonly onClose: () => void;
}

const LABEL_WIDTH = 12;
const HEAD_ROWS = 2;
const BACK = "back";

/** All there is to say about one member or node; in rehearsal also what can be done to it. */
export function MemberPage({ subject, onClose }: MemberPageProps) {
  const { send, notify, remember } = useActions();
  const [asked, ask] = useState<PracticeChoice | null>(null);
  const choices = practised(subject);
  // Whatever was done last time: on the next page the highlight stands on what changes nothing.
  useEffect(() => () => remember("menu:practise", BACK), [remember]);

  async function practise({ what }: PracticeChoice): Promise<void> {
    ask(null);
    const answer = await send({ do: "practise", what, member: subject.name });
    if (answer.is === "ok") notify({ level: "info", text: answer.note ?? "done" });
  }

  function select(value: string): void {
    const choice = choices.find(({ what }) => what === value);
    if (choice === undefined) onClose();
    else if (choice.asks === undefined) void practise(choice);
    else ask(choice);
  }

  if (asked?.asks === undefined) return <About {...{ subject, choices }} onSelect={select} />;
  return (
    <Dialog
      id="practise"
      question={asked.asks.question}
      explains={[asked.asks.warning, "It is simulated: nothing real is touched."]}
      answers={[
        { value: "no", label: "No, leave it as it is" },
        { value: "yes", label: "Yes, to see what happens" },
      ]}
      onAnswer={(value) => (value === "yes" ? void practise(asked) : ask(null))}
      onClose={() => ask(null)}
    />
  );
}

function practised(subject: Subject): readonly PracticeChoice[] {
  if (subject.is === "node" || !subject.isPractice) return [];
  return practiceChoices(subject.store, subject.member);
}

/** Then the page counts since when; else nothing on it moves by itself. */
function isWaitedFor(subject: Subject): boolean {
  if (subject.is === "node") return false;
  return subject.member.reach !== "online" || subject.store.leader?.isSure !== true;
}

interface AboutProps {
  readonly subject: Subject;
  readonly choices: readonly PracticeChoice[];
  readonly onSelect: (value: string) => void;
}

function About({ subject, choices, onSelect }: AboutProps) {
  const { width, bodyRows } = useLayout();
  const { since } = useTime(isWaitedFor(subject));
  const menuRows = choices.length === 0 ? 0 : choices.length + 1;
  const rows = bodyRows - HEAD_ROWS - (menuRows === 0 ? 0 : menuRows + 1);
  const of = subject.is === "member" ? subject.store.title : "node of the cluster";
  const lines = subjectLines(subject, since).flatMap(({ label, text, is }) =>
    wrap(text, width - LABEL_WIDTH).map((part, at): readonly Span[] => [
      padCells(at === 0 ? label : "", LABEL_WIDTH),
      is === undefined ? part : toned(part, is),
    ]),
  );
  return (
    <Box flexDirection="column">
      <Line spans={[strong(subject.name), `   ${of}`]} />
      <Rule />
      <Lines lines={lines} rows={rows} />
      {menuRows > 0 && (
        <>
          <Line spans={[strong("Practise, simulated")]} />
          <Menu
            id="practise"
            rows={menuRows}
            verb="practise"
            items={[
              { value: BACK, spans: ["Back, change nothing"] },
              ...choices.map(({ what, label }) => ({ value: what, spans: [label] })),
            ]}
            onSelect={onSelect}
          />
        </>
      )}
    </Box>
  );
}
