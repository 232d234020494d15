import { Box } from "ink";
import { useRef, useState } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSession } from "../hooks/session-provider.tsx";
import { useJoinPapers, useJoinWords } from "../hooks/use-join-papers.ts";
import { useLayout } from "../hooks/use-layout.ts";
import { whyNotDone } from "../src/session/index.ts";
import { wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { FormList } from "./components/form-list.tsx";
import { Line, strong } from "./components/line.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
import { sentence } from "./components/progress.ts";
import { Rule } from "./components/rule.tsx";
import { Told, toldRows } from "./components/told.tsx";
import { defineScreen } from "./define-screen.ts";

export const join = defineScreen({
  id: "join",
  title: "Join a cluster",
  commands: [],
  Component: Join,
  isPopUp: true,
});

const FORM = "join";
const LINE = "line";

/** This host comes into a cluster that is there: by the line a member shows, pasted. */
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
  "Paste it, or type the path of its file on this host. A member shows it, or puts it onto a stick: " +
  "Cluster, Upkeep, Let one more host in.";
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
  const line = useSession((state) => state.secrets[FORM]?.[LINE] ?? "");
  const { found, isLooking, look } = useJoinPapers();
  const papers = found?.papers ?? [];
  const [says = "", ...offered] = useJoinWords([line, ...papers.map(({ text }) => text)]);
  const [problem, setProblem] = useState("");
  const [, highlight] = useRemembered(`menu:${FORM}`, "");
  const [isPlanning, setPlanning] = useState(false);
  const preview = usePreview({ onPlanned, setPlanning });
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
    if (id === "preview" && isPath(line)) await read(line.trim());
    else if (id === "preview") setProblem((await preview({ line, artefacts })) ?? "");
  }

  /** The file of this host that was named has the line. */
  async function read(path: string): Promise<void> {
    const answer = await look(path);
    const [paper] = answer.is === "join-papers" ? answer.papers : [];
    if (paper === undefined) return setProblem(whyNotDone(answer) ?? "");
    setSecret(FORM, LINE, paper.text);
    setProblem((await preview({ line: paper.text, artefacts })) ?? "");
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
            details: lines(line === "" || isPath(line) ? SOURCE : sentence(says), width),
            onPasteLines: (text) => text.replace(/\s+/g, ""),
          },
          {
            ...{ id: "artefacts", label: "Artefacts directory", kind: "text", editable: artefacts },
            details: lines("Empty: those of the same version, where this host has them.", width),
          },
        ]}
        actions={[
          LOOK,
          ...papers.map(({ from }, index) => ({
            ...{ id: `paper:${from}`, label: `Take ${from}` },
            details: sentence(offered[index] ?? ""),
          })),
          PREVIEW,
          BACK,
        ]}
        onSet={({ id }, text) =>
          id === LINE ? setSecret(FORM, LINE, text) : setField(FORM, id, text)
        }
        onAction={(id) => void act(id)}
      />
    </Box>
  );
}

interface Given {
  readonly line: string;
  readonly artefacts: string;
}

interface Previewing {
  readonly onPlanned: () => void;
  readonly setPlanning: (isPlanning: boolean) => void;
}

/** Resolves with what kept it from being planned; `undefined`: it is, or another try goes on. */
function usePreview({ onPlanned, setPlanning }: Previewing) {
  const { send, store, clock } = useActions();
  const isBusy = useRef(false);
  return async (given: Given): Promise<string | undefined> => {
    const { snapshot } = store.getState();
    if (snapshot === null || isBusy.current) return undefined;
    isBusy.current = true;
    setPlanning(true);
    try {
      const { joinAsked } = await import("../src/cluster/index.ts");
      const { document, offers } = snapshot;
      const askedArtefacts = document.effective.spec.cluster?.artefacts;
      const found = offers?.found ?? [];
      const wish = { ...given, documentText: document.text, found, askedArtefacts };
      const asked = joinAsked(wish, clock.nowMs());
      if (asked.is === "not-yet") return sentence(asked.why);
      const { documentText, secrets } = asked;
      const answer = await send({ do: "plan", documentText, secrets });
      if (answer.is === "planned") onPlanned();
      return whyNotDone(answer);
    } finally {
      isBusy.current = false;
      setPlanning(false);
    }
  };
}

const isPath = (line: string): boolean => line.trim().startsWith("/");

function shownLine(line: string): string {
  if (line === "") return "-";
  return isPath(line) ? line.trim() : `${line.length} characters, kept in memory only`;
}

const lines = (text: string, width: number) => wrap(text, width).map((row) => [row]);
