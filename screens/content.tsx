import { Box } from "ink";
import { useState } from "react";
import { useRemembered } from "../hooks/session-provider.tsx";
import { type ContentPage, useContent } from "../hooks/use-content.ts";
import { useLayout } from "../hooks/use-layout.ts";
import { contentWords, offerWords } from "../src/session/index.ts";
import { wrap } from "../src/text/index.ts";
import { type FormAction, FormList } from "./components/form-list.tsx";
import { Line, type Span, strong, toned } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
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

function ContentList({ onPlanned }: { readonly onPlanned: () => void }) {
  const own = useContent();
  const { bodyRows, width } = useLayout();
  const [from, setFrom] = useRemembered("content.from", "");
  const [sum, setSum] = useRemembered("content.sum", "");
  const [problem, setProblem] = useState("");
  const planned = async (outcome: Promise<string | undefined>) => {
    const why = await outcome;
    setProblem(why ?? "");
    if (why === undefined) onPlanned();
  };
  const act = (id: string) => {
    const [, verb, what = ""] = /^(\w+):(.*)$/s.exec(id) ?? [];
    if (id === "import" && from.trim() === "") setProblem("Archive is not filled in yet.");
    else if (id === "import") void planned(own.planImport(from.trim(), sum.trim()));
    if (id === "sticks") {
      setProblem("");
      void own.look();
    }
    if (verb === "offer") void planned(own.planImport(what, ""));
    if (verb === "remove") void planned(own.planRemoval(what));
  };
  const told = toldOf(own, problem === "" ? [] : wrap(problem, width));
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
        items={[
          {
            ...{ id: "from", label: "Archive", kind: "text", editable: from },
            details: [["/PATH on this host, https://SERVER/FILE, or stick:LABEL/FILE."]],
          },
          {
            ...{ id: "sum", label: "SHA-256", kind: "text", editable: sum },
            details: [["Not needed where ARCHIVE.sha256 lies beside it, or a signature."]],
          },
        ]}
        actions={[
          {
            ...{ id: "import", label: "Preview the import" },
            details: "It is proven before anything of it is used. Nothing is changed yet.",
          },
          {
            ...{ id: "sticks", label: "Look on USB sticks" },
            details: "Each is mounted read-only, looked through, and let go at once.",
          },
          ...actionsOf(own),
        ]}
        onSet={({ id }, text) => (id === "from" ? setFrom(text) : setSum(text))}
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
  { finding, isLooking }: ContentPage,
  problem: readonly string[],
): readonly (readonly Span[])[] {
  if (problem.length > 0) return problem.map((text) => [toned(text, "fail")]);
  if (isLooking) return [["Looking ..."]];
  const problems = finding?.problems ?? [];
  if (problems.length > 0) return problems.map((text) => [text]);
  return [["Programs and images of a site, each proven and in a folder of its own."]];
}

function actionsOf({ finding }: ContentPage): readonly FormAction[] {
  if (finding === undefined) return [];
  return [
    ...finding.offers.map((offer) => ({
      id: `offer:${offer.from}`,
      label: `Import ${offer.from}`,
      details: offerWords(offer),
    })),
    ...finding.here.map((one) => ({
      id: one.is === "imported" ? `remove:${one.name}` : `leave:${one.name}`,
      label: one.is === "imported" ? `Remove ${one.name}` : one.name,
      details: contentWords(one),
    })),
  ];
}
