import { Box } from "ink";
import { useState } from "react";
import { useActions, useRemembered, useSlice } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { type UserData, useUserData } from "../hooks/use-user-data.ts";
import { type FoundUserData, previewLines } from "../src/session/index.ts";
import { formatIssue } from "../src/spec/index.ts";
import { wrap } from "../src/text/index.ts";
import type { UserDataRow } from "../src/user-data/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Dialog } from "./components/dialog.tsx";
import { type FormAction, FormList } from "./components/form-list.tsx";
import { Line, strong } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";

export const userData = defineScreen({
  id: "user-data",
  title: "User-data",
  commands: [],
  Component: UserDataPage,
  isPopUp: true,
});

const TOLD_ROWS = 4;

type View = "list" | "question" | "plan" | "run";

/** What this host has of user-data, and what a medium brings: looked at, then planned as any change. */
function UserDataPage() {
  const own = useUserData();
  const plan = useSlice("plan") ?? null;
  const [view, setView] = useRemembered("user-data.view", "list");
  const show = (next: View) => setView(next);
  if (own === undefined) return <Connecting />;
  if (view === "question" && plan?.preview !== undefined)
    return <Question lines={previewLines(plan.preview)} onAnswer={show} />;
  if (view === "plan" || view === "run")
    return (
      <PlanAndRun
        title="User-data"
        form="user-data"
        shows={view}
        onApproved={() => show("run")}
        onBack={() => show("list")}
      />
    );
  return <UserDataList own={own} onPlanned={() => show("question")} />;
}

interface ListProps {
  readonly own: UserData;
  readonly onPlanned: () => void;
}

function UserDataList({ own, onPlanned }: ListProps) {
  const { bodyRows, width } = useLayout();
  const { popUp } = useActions();
  const [broken, setBroken] = useState<FoundUserData | undefined>(undefined);
  const found = own.finding?.found ?? [];
  const act = (id: string) => {
    const chosen = found.find((one) => `found:${one.id}` === id);
    setBroken(chosen !== undefined && isBroken(chosen) ? chosen : undefined);
    if (id === "look") void own.look();
    if (id === "drives") popUp("drives");
    if (chosen === undefined || isBroken(chosen)) return;
    void own.plan(chosen).then((isPlanned) => isPlanned && onPlanned());
  };
  return (
    <Box flexDirection="column">
      <Line spans={[strong("User-data"), `   ${countOf(own.rows.length)} taken over`]} />
      <Rule />
      <Lines
        rows={TOLD_ROWS}
        lines={toldOf(own, broken).flatMap((text) => wrap(text, width).map((part) => [part]))}
      />
      <Rule />
      <FormList
        id="user-data"
        rows={bodyRows - TOLD_ROWS - 3}
        valueWidth={50}
        items={[]}
        actions={[
          {
            id: "look",
            label: "Look on media with the label cidata",
            details: "Each is mounted read-only, looked through, and let go at once.",
          },
          ...found.map(foundAction),
          {
            id: "drives",
            label: "Drives, to choose the one of the installation >",
            details: "Its stable name becomes install.device. Nothing is done to a drive.",
          },
          ...own.rows.map(rowAction),
        ]}
        onSet={() => undefined}
        onAction={act}
      />
    </Box>
  );
}

interface QuestionProps {
  readonly lines: readonly string[];
  readonly onAnswer: (next: View) => void;
}

function Question({ lines, onAnswer }: QuestionProps) {
  return (
    <Dialog
      id="user-data"
      question="Take this user-data over, as what the site asks for?"
      explains={lines}
      answers={[
        { value: "list", label: "No, leave it" },
        { value: "plan", label: "Look at the plan" },
      ]}
      onAnswer={(value) => onAnswer(value === "plan" ? "plan" : "list")}
      onClose={() => onAnswer("list")}
    />
  );
}

const countOf = (values: number) => `${values} ${values === 1 ? "value" : "values"}`;

const isBroken = ({ issues }: FoundUserData) => issues.some(({ severity }) => severity === "error");

function toldOf({ finding, busy }: UserData, broken: FoundUserData | undefined): readonly string[] {
  if (busy === "looking") return ["Looking ..."];
  if (busy === "planning") return ["Planning ..."];
  if (broken !== undefined) return broken.issues.map((issue) => formatIssue(issue, "user-data"));
  if (finding === undefined) return ["What the image or a medium of the site asks of this host."];
  const { found, problems } = finding;
  const count = found.length === 1 ? "1 medium" : `${found.length} media`;
  return [...(found.length === 0 ? [] : [`User-data on ${count}.`]), ...problems];
}

function foundAction(found: FoundUserData): FormAction {
  const { id, medium, rows, issues, hasMetaData } = found;
  const marks = [
    isBroken(found) ? "broken" : countOf(rows.length),
    ...(issues.length === 0 ? [] : [`remarks: ${issues.length}`]),
    ...(hasMetaData ? [] : ["no meta-data beside it"]),
  ];
  return {
    id: `found:${id}`,
    label: `Found: ${medium}   (${marks.join(", ")})`,
    details: isBroken(found)
      ? "It cannot be taken over. Enter shows its lines."
      : "Enter shows what it would change; nothing is taken over yet.",
  };
}

function rowAction({ path, shown, from, meaning, field }: UserDataRow): FormAction {
  const becomes = field === undefined ? "" : ` It becomes ${field}.`;
  return {
    id: `row:${path}`,
    label: `${path}: ${shown}   ${from.join(", ")}`,
    details: `${meaning ?? "Not a known parameter"}.${becomes}`,
  };
}
