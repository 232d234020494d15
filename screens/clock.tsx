import { Box } from "ink";
import { useState } from "react";
import { useActions, useRemembered, useSession } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { useTime } from "../hooks/use-time.ts";
import { clockView, momentText, readMoment } from "../src/time/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Dialog } from "./components/dialog.tsx";
import { FormList } from "./components/form-list.tsx";
import { Line, strong } from "./components/line.tsx";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";

export const clock = defineScreen({
  id: "clock",
  title: "Clock",
  commands: [],
  Component: Clock,
  isPopUp: true,
});

const LABEL_WIDTH = 18;

/** What keeps the clock, and the way to set it where nothing does. */
function Clock() {
  const snapshot = useSession((state) => state.snapshot);
  const [typed, setTyped] = useRemembered("clock.typed", "");
  const [askedMs, setAsked] = useState<number | null>(null);
  const { nowMs } = useTime();
  const { notify, send } = useActions();
  const { bodyRows } = useLayout();
  if (snapshot === null) return <Connecting />;
  const { now, zone, rows } = clockView(snapshot.settings, nowMs);

  const ask = () => {
    const moment = readMoment(typed, zone);
    if (moment.is === "moment") setAsked(moment.atMs);
    else notify({ level: "warn", text: moment.why, hint: moment.hint });
  };
  const set = async (atMs: number) => {
    setAsked(null);
    const answer = await send({ do: "set-clock", atMs });
    if (answer.is !== "ok") return;
    setTyped("");
    notify({ level: "info", text: answer.note ?? "the clock was set" });
  };

  if (askedMs !== null)
    return (
      <SetQuestion
        moment={`${momentText(askedMs, zone)} ${zone}`}
        now={now}
        onYes={() => void set(askedMs)}
        onNo={() => setAsked(null)}
      />
    );
  const facts = [["Now", now], ...rows] as const;
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Clock"), "   of this host"]} />
      <Rule />
      {facts.map(([title, text]) => (
        <Line key={title} spans={[title.padEnd(LABEL_WIDTH), text]} />
      ))}
      <Rule />
      <FormList
        id="clock"
        rows={bodyRows - facts.length - 3}
        valueWidth={30}
        items={[
          {
            id: "moment",
            label: "Set it to",
            kind: "text",
            editable: typed,
            details: [
              ["As 2026-11-21 03:15, in the time zone above; Z behind it means UTC."],
              ["Read it off a phone: certificates forgive minutes, not days."],
            ],
          },
        ]}
        actions={[
          {
            id: "set",
            label: "Set the clock",
            details: "Asks once more. Refused while a time server keeps the clock right.",
          },
        ]}
        onSet={(_, text) => setTyped(text)}
        onAction={ask}
      />
    </Box>
  );
}

interface SetQuestionProps {
  readonly moment: string;
  readonly now: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function SetQuestion({ moment, now, onYes, onNo }: SetQuestionProps) {
  return (
    <Dialog
      id="clock"
      question={`Set the clock to ${moment}?`}
      explains={[
        `It says ${now} now.`,
        "What has a date is judged by it: certificates, tokens, the times in every log.",
      ]}
      answers={[
        { value: "no", label: "No, leave it" },
        { value: "yes", label: "Set it, and the hardware clock" },
      ]}
      onAnswer={(value) => (value === "yes" ? onYes() : onNo())}
      onClose={onNo}
    />
  );
}
