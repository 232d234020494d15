import { Box } from "ink";
import { useState } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSession, useSlice } from "../hooks/session-provider.tsx";
import { useJoinPapers, useJoinReadings } from "../hooks/use-join-papers.ts";
import { useJoinPlan } from "../hooks/use-join-plan.ts";
import { useLayout } from "../hooks/use-layout.ts";
import { whyNotDone } from "../src/session/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { FormList } from "./components/form-list.tsx";
import { Line, strong } from "./components/line.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
import { sentence } from "./components/progress.ts";
import { Rule } from "./components/rule.tsx";
import { Told, toldRows } from "./components/told.tsx";
import { defineScreen } from "./define-screen.ts";
import { besideItem, inOneLine, isPath, lines, shownLine } from "./join-items.ts";

export const join = defineScreen({
  id: "join",
  title: "Join a cluster",
  commands: [],
  Component: Join,
  isPopUp: true,
});

const FORM = "join";
const LINE = "line";
const NOTHING: Readonly<Record<string, string>> = {};
const NONE: readonly never[] = [];

/** This host comes into a cluster that is there: by the line of a member, or what its distribution prints. */
function Join() {
  const [view, setView] = useRemembered("join.view", "form");
  const isThere = useSession(({ snapshot }) => snapshot !== null);
  if (!isThere) return <Connecting />;
  if (view === "plan" || view === "run")
    return (
      <PlanAndRun
        title="Join a cluster"
        form={FORM}
        shows={view}
        onApproved={() => setView("run")}
        onBack={() => setView("form")}
      />
    );
  return <JoinForm onPlanned={() => setView("plan")} />;
}

const SOURCE =
  "Paste the line a member shows (Cluster, Upkeep, Let one more host in), or the join line or token of the " +
  "distribution itself; or type the path of a file of this host that has it.";
const PREVIEW = {
  id: "preview",
  label: "Preview the plan",
  details: "Shows every step before anything is done. Nothing is changed yet.",
};
const LOOK = {
  id: "look",
  label: "Look on USB sticks",
  details: "Each is mounted read-only, looked through, and let go at once.",
};
const BACK = {
  id: "back",
  label: "Back",
  details: "Leaves without joining. What was typed stays.",
};

function JoinForm({ onPlanned }: { readonly onPlanned: () => void }) {
  const { setField, setSecret, back } = useActions();
  const { width, bodyRows } = useLayout();
  const artefacts = useSession((state) => state.drafts[FORM]?.artefacts ?? "");
  const secrets = useSession((state) => state.secrets[FORM] ?? NOTHING);
  const drafts = useSession((state) => state.drafts[FORM] ?? NOTHING);
  const line = secrets[LINE] ?? "";
  const { found, isLooking, look } = useJoinPapers();
  const papers = found?.papers ?? [];
  const [read, ...offered] = useJoinReadings([line, ...papers.map(({ text }) => text)]);
  const offers = useSlice("offers");
  const values = { ...drafts, ...secrets };
  const besides = read?.besides(values, offers?.found ?? NONE) ?? NONE;
  const [problem, setProblem] = useState("");
  const [, highlight] = useRemembered(`menu:${FORM}`, "");
  const [isPlanning, setPlanning] = useState(false);
  const preview = useJoinPlan({ onPlanned, setPlanning });
  useCommands({ back });
  const note = isLooking ? "Looking ..." : (found?.problems.join("; ") ?? "");

  async function act(id: string): Promise<void> {
    const [, from] = /^paper:(.+)$/s.exec(id) ?? [];
    const paper = papers.find((one) => one.from === from);
    if (id === "back") return back();
    if (paper !== undefined) {
      setSecret(FORM, LINE, paper.text);
      highlight(PREVIEW.id);
    }
    setProblem("");
    if (id === "look") setProblem(whyNotDone(await look("sticks")) ?? "");
    if (id === "preview" && isPath(line)) await fetched(line.trim());
    else if (id === "preview") await planned(line);
  }

  async function planned(text: string): Promise<void> {
    const outcome = await preview({ line: text, artefacts, values });
    setProblem(outcome === undefined ? "" : sentence(outcome.why));
    if (outcome?.field !== undefined) highlight(outcome.field);
  }

  /** The file of this host that was named has the line. */
  async function fetched(path: string): Promise<void> {
    const answer = await look(path);
    const [paper] = answer.is === "join-papers" ? answer.papers : [];
    if (paper === undefined) return setProblem(whyNotDone(answer) ?? "");
    setSecret(FORM, LINE, paper.text);
    await planned(paper.text);
  }

  return (
    <Box flexDirection="column">
      <Line spans={[strong("Join a cluster"), isPlanning ? "   planning" : ""]} />
      <Rule />
      <Told {...{ problem, note }} />
      <FormList
        id={FORM}
        rows={bodyRows - 2 - toldRows(problem || note, width)}
        valueWidth={width - 26}
        items={[
          {
            ...{ id: LINE, label: "Line of a member", kind: "secret", editable: line },
            shown: shownLine(line),
            details: lines(
              line === "" || isPath(line) ? SOURCE : sentence(read?.text ?? ""),
              width,
            ),
            onPasteLines: inOneLine,
          },
          ...besides.map((asked) => besideItem(asked, width)),
          {
            ...{ id: "artefacts", label: "Artefacts directory", kind: "text", editable: artefacts },
            details: lines("Empty: those of the same version, where this host has them.", width),
          },
        ]}
        actions={[
          LOOK,
          ...papers.map(({ from }, index) => ({
            ...{ id: `paper:${from}`, label: `Take ${from}` },
            details: sentence(offered[index]?.text ?? ""),
          })),
          PREVIEW,
          BACK,
        ]}
        onSet={({ id, kind }, text) =>
          kind === "secret" ? setSecret(FORM, id, text) : setField(FORM, id, text)
        }
        onAction={(id) => void act(id)}
      />
    </Box>
  );
}
