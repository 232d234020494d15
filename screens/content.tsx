import { Box } from "ink";
import { useState } from "react";
import { useRemembered } from "../hooks/session-provider.tsx";
import { type ContentPage, useContent } from "../hooks/use-content.ts";
import { useLayout } from "../hooks/use-layout.ts";
import { contentWords } from "../src/session/index.ts";
import { wrap } from "../src/text/index.ts";
import { type FormAction, FormList } from "./components/form-list.tsx";
import { IMPORT_ACTIONS, offerActions, useImportForm } from "./components/import-form.ts";
import { Line, type Span, strong, toned } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
import { sentence } from "./components/progress.ts";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";

export const content = defineScreen({
  id: "content",
  title: "Content",
  commands: [],
  Component: ContentScreen,
  isPopUp: true,
});

const FORM = "content";
const TOLD_ROWS = 2;

/** What is here, what is plugged in, and what shall come or go; planned like any change. */
function ContentScreen() {
  const [view, setView] = useRemembered("content.view", "list");
  if (view === "list") return <ContentList onPlanned={() => setView("plan")} />;
  return (
    <PlanAndRun
      title="Content"
      form={FORM}
      shows={view === "plan" ? "plan" : "run"}
      onApproved={() => setView("run")}
      onBack={() => setView("list")}
    />
  );
}

const WHERE = [
  "/PATH on this host, https://SERVER/FILE, or stick:LABEL/PATH.",
  "A folder is taken where it is a profile, with a profile.yaml in it.",
];

function ContentList({ onPlanned }: { readonly onPlanned: () => void }) {
  const own = useContent();
  const form = useImportForm("content", WHERE);
  const { bodyRows, width } = useLayout();
  const [problem, setProblem] = useState("");
  const planned = async (plan: () => Promise<string | undefined>) => {
    setProblem("");
    const why = await plan();
    setProblem(why ?? "");
    if (why === undefined) onPlanned();
  };
  const act = (id: string) => {
    const [, verb, what = ""] = /^(\w+):(.*)$/s.exec(id) ?? [];
    if (id === "import" && form.given.from.trim() === "")
      setProblem("Archive or folder is not filled in yet.");
    else if (id === "import") void planned(() => own.planImport(form.given));
    if (id === "look") {
      setProblem("");
      void own.look();
    }
    if (verb === "offer") void planned(() => own.planImport({ ...form.given, from: what }));
    if (verb === "remove") void planned(() => own.planRemoval(what));
  };
  const told = toldOf(own, { problem, width });
  const rows = Math.max(TOLD_ROWS, told.length);
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Content"), `   ${countOf(own)}`]} />
      <Rule />
      <Lines rows={rows} lines={told} />
      <Rule />
      <FormList
        id="content"
        rows={bodyRows - rows - 3}
        valueWidth={50}
        items={form.items}
        actions={[
          ...IMPORT_ACTIONS,
          ...offerActions(own.finding?.offers ?? []),
          ...hereActions(own),
        ]}
        onSet={(item, text) => {
          form.set(item, text);
          setProblem("");
        }}
        onAction={act}
      />
    </Box>
  );
}

function countOf({ finding }: ContentPage): string {
  if (finding === undefined) return "";
  const count = finding.here.length;
  return count === 0 ? "none was imported" : `${count} here`;
}

function toldOf(
  { finding, busy }: ContentPage,
  { problem, width }: { readonly problem: string; readonly width: number },
): readonly (readonly Span[])[] {
  if (busy === "looking") return [["Looking ..."]];
  if (busy === "planning") return [["Planning ..."]];
  if (problem !== "") return wrap(problem, width).map((text) => [toned(text, "fail")]);
  const problems = finding?.problems ?? [];
  if (problems.length > 0) return wrap(sentence(problems.join("; ")), width).map((text) => [text]);
  return [["Programs and images of a site, each proven and in a folder of its own."]];
}

function hereActions({ finding }: ContentPage): readonly FormAction[] {
  return (finding?.here ?? []).map((one) => ({
    id: one.is === "imported" ? `remove:${one.name}` : `leave:${one.name}`,
    label: one.is === "imported" ? `Remove ${one.name}` : one.name,
    details: contentWords(one),
  }));
}
