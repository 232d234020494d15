import { Box } from "ink";
import { useEffect, useState } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSession, useSlice } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import {
  type Answer,
  fieldOf,
  joinLineWords,
  noUpkeep,
  type SavedState,
  type UpkeepAct,
  unsaid,
  upkeepActs,
  upkeepCommand,
  upkeepValue,
  whyNotDone,
} from "../src/session/index.ts";
import { fitCells as toWidth, wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { FormList } from "./components/form-list.tsx";
import { Blank, Line, type Span, strong } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { Menu } from "./components/menu.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
import { Rule } from "./components/rule.tsx";
import { Told, toldRows } from "./components/told.tsx";
import { defineScreen } from "./define-screen.ts";

export const upkeep = defineScreen({
  id: "upkeep",
  title: "Upkeep",
  commands: [],
  Component: Upkeep,
  isPopUp: true,
});

const FORM = "upkeep";
/** Of the screen: the list, the plan, its run; else the id of what is being asked. */
const LIST = "list";

/** What a run brought or took is there when it is over: then it is asked for anew. */
function Upkeep() {
  const endedMs = useSlice("run")?.endedMs ?? 0;
  return <UpkeepPage key={endedMs} />;
}

/** What can be done to a cluster that is here: each is chosen, said, planned and approved. */
function UpkeepPage() {
  const [view, setView] = useRemembered("upkeep.view", LIST);
  const snapshot = useSession((state) => state.snapshot);
  const saved = useSavedStates();
  const ask = useAsking(setView);
  const [made, setMade] = useState<Answer | undefined>(undefined);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState("");
  const show = (next: string) => {
    setProblem("");
    setView(next);
  };
  if (snapshot === null) return <Connecting />;
  if (view === "plan" || view === "run")
    return (
      <PlanAndRun
        title="Upkeep"
        form={FORM}
        shows={view}
        onApproved={() => setView("run")}
        onBack={() => setView(LIST)}
      />
    );
  if (made !== undefined) return <Made answer={made} onClose={() => setMade(undefined)} />;
  const acts = upkeepActs(snapshot, saved);
  const act = acts.find(({ id }) => id === view);
  const begin = async (chosen: UpkeepAct) => {
    if (busy !== "") return;
    setBusy(chosen.id === "let-in" ? "asking the cluster" : "planning");
    const outcome = await ask(chosen).finally(() => setBusy(""));
    setProblem(typeof outcome === "string" ? outcome : "");
    if (typeof outcome === "object") setMade(outcome);
  };
  if (act !== undefined && act.whyNot === undefined)
    return (
      <Asking
        act={act}
        busy={busy}
        problem={problem}
        onDone={() => void begin(act)}
        onBack={() => show(LIST)}
      />
    );
  return (
    <Acts
      acts={acts}
      busy={busy}
      problem={problem}
      onChoose={(chosen) => (chosen.fields.length === 0 ? void begin(chosen) : show(chosen.id))}
    />
  );
}

/** Sends what was said; resolves with a line that was made, or with what kept it from being done. */
function useAsking(setView: (view: string) => void) {
  const { send, store } = useActions();
  return async (act: UpkeepAct): Promise<Answer | string | undefined> => {
    const { snapshot, drafts } = store.getState();
    const values = drafts[FORM] ?? {};
    const command = snapshot === null ? undefined : upkeepCommand(act, values, snapshot);
    if (command === undefined) {
      const missing = unsaid(act, values);
      return missing === undefined ? "The cluster is gone." : `${missing} is not filled in yet.`;
    }
    const answer = await send(command);
    if (answer.is === "planned") setView("plan");
    if (joinLineWords(answer) !== undefined) return answer;
    return whyNotDone(answer);
  };
}

function useSavedStates(): readonly SavedState[] {
  const { send } = useActions();
  const [saved, setSaved] = useState<readonly SavedState[]>([]);
  useEffect(() => {
    let isHere = true;
    void send({ do: "list-snapshots" }).then((answer) => {
      if (isHere && answer.is === "snapshots") setSaved(answer.snapshots);
    });
    return () => {
      isHere = false;
    };
  }, [send]);
  return saved;
}

interface ActsProps {
  readonly acts: readonly UpkeepAct[];
  /** What goes on until there is an answer; empty: nothing. */
  readonly busy: string;
  readonly problem: string;
  readonly onChoose: (act: UpkeepAct) => void;
}

const DETAIL_ROWS = 4;

function Acts({ acts, busy, problem, onChoose }: ActsProps) {
  const { notify } = useActions();
  const { width, bodyRows } = useLayout();
  const [highlighted] = useRemembered("menu:upkeep", acts[0]?.id ?? "");
  const shown = acts.find(({ id }) => id === highlighted);
  const nothing = useSession(({ snapshot }) =>
    snapshot === null || acts.length > 0 ? "" : noUpkeep(snapshot),
  );
  const details = shown === undefined ? nothing : detailsOf(shown);
  const choose = (act: UpkeepAct) =>
    act.whyNot === undefined ? onChoose(act) : notify({ level: "warn", text: act.whyNot });
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Upkeep of the cluster"), `   ${busy}`]} />
      <Rule />
      {acts.length > 0 && (
        <Menu
          id="upkeep"
          rows={bodyRows - 3 - DETAIL_ROWS}
          verb="choose"
          items={acts.map((act) => ({ value: act.id, spans: actSpans(act) }))}
          onSelect={(value) => {
            const chosen = acts.find(({ id }) => id === value);
            if (chosen !== undefined) choose(chosen);
          }}
        />
      )}
      {acts.length > 0 && <Rule />}
      <Told problem={problem} />
      <Lines lines={wrap(details, width).map((text) => [text])} rows={DETAIL_ROWS} />
    </Box>
  );
}

const actSpans = ({ label, whyNot }: UpkeepAct): readonly Span[] =>
  whyNot === undefined ? [label] : [toWidth(label, 28), "not now"];

const detailsOf = ({ details, whyNot }: UpkeepAct): string =>
  whyNot === undefined ? details : `Not now. ${whyNot}`;

const MAKE_LINE = {
  ...{ id: "go", label: "Make the line" },
  details: "Whoever has it comes in; nothing of the cluster is changed by making it.",
};
const PREVIEW = {
  ...{ id: "go", label: "Preview the plan" },
  details: "Shows every step before anything is done. Nothing is changed yet.",
};

interface AskingProps extends Pick<ActsProps, "busy"> {
  readonly act: UpkeepAct;
  readonly problem: string;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

function Asking({ act, busy, problem, onDone, onBack }: AskingProps) {
  const { setField } = useActions();
  const { width, bodyRows } = useLayout();
  const drafts = useSession((state) => state.drafts[FORM]);
  useCommands({ back: onBack });
  return (
    <Box flexDirection="column">
      <Line spans={[strong(`Upkeep > ${act.label}`), `   ${busy}`]} />
      <Rule />
      <Told problem={problem} />
      <FormList
        id={`upkeep:${act.id}`}
        rows={bodyRows - 2 - toldRows(problem, width)}
        valueWidth={width - 26}
        items={act.fields.map((field) => ({
          ...{ id: field.name, label: field.label, kind: field.kind },
          editable: upkeepValue(act, field, drafts ?? {}),
          ...(field.choices === undefined ? {} : { choices: field.choices }),
          details: wrap(field.details, width).map((text) => [text]),
        }))}
        actions={[
          act.id === "let-in" ? MAKE_LINE : PREVIEW,
          { id: "back", label: "Back", details: "To what can be done." },
        ]}
        onSet={(item, text) => setField(FORM, fieldOf(act, item.id), text)}
        onAction={(id) => (id === "go" ? onDone() : onBack())}
      />
    </Box>
  );
}

interface MadeProps {
  readonly answer: Answer;
  readonly onClose: () => void;
}

/** A line to be pasted is shown once, and kept nowhere; of one on a stick nothing is shown. */
function Made({ answer, onClose }: MadeProps) {
  const { width, bodyRows } = useLayout();
  useCommands({ back: onClose, choose: { run: onClose, label: "done" } });
  const line = answer.is === "join-material" ? answer.text : "";
  const rows = line.match(new RegExp(`.{1,${width - 1}}`, "g")) ?? [];
  const words = (joinLineWords(answer) ?? []).flatMap((text) => wrap(text, width));
  return (
    <Box flexDirection="column">
      <Line
        spans={[
          strong(line === "" ? "Carry the stick there" : "Paste this on the host that joins"),
        ]}
      />
      <Rule />
      <Lines
        lines={rows.map((row) => [row])}
        rows={Math.min(rows.length, bodyRows - 3 - words.length)}
      />
      <Blank />
      <Lines lines={words.map((text) => [text])} rows={words.length} />
    </Box>
  );
}
