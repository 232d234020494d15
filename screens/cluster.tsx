import { Box } from "ink";
import { useEffect } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSlice } from "../hooks/session-provider.tsx";
import { type Form, useForm } from "../hooks/use-form.ts";
import { useLayout } from "../hooks/use-layout.ts";
import { DISTRIBUTIONS } from "../src/distributions/index.ts";
import { FIELDS, type Field } from "../src/spec/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { FormList } from "./components/form-list.tsx";
import { Line, strong } from "./components/line.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";
import { settingHeading, settingItem } from "./setting-items.ts";

export const cluster = defineScreen({
  id: "cluster",
  title: "Cluster",
  commands: [
    "choose",
    "preview",
    "undo-edit",
    "toggle-diff",
    "pause-run",
    "resume-run",
    "cancel-run",
  ],
  Component: Cluster,
  mark: ({ run }) => {
    if (run === null || run.endedMs !== null) return "";
    return run.state === "paused" ? "!" : "..";
  },
});

const FORM = "cluster";
const PREFIX = "spec.cluster.";
const KINDS: readonly Field["kind"][] = ["text", "list", "choice"];
const VALUE_WIDTH = 30;

/** The fields a form can hold on one line each; the rest is for the document itself. */
const CLUSTER_FIELDS: readonly Field[] = FIELDS.filter(
  ({ path, kind }) => path.startsWith(PREFIX) && KINDS.includes(kind),
).map((field) =>
  field.path === `${PREFIX}distribution`
    ? { ...field, kind: "choice", choices: DISTRIBUTIONS.map(({ id }) => id) }
    : field,
);

function Cluster() {
  const { goTo } = useActions();
  const form = useForm(FORM, CLUSTER_FIELDS);
  const run = useSlice("run") ?? null;
  const [view, setView] = useRemembered("cluster.view", "form");
  const isOpen = run !== null && run.endedMs === null;
  // Whoever started it: once seen, a run stays in view to its end and after.
  useEffect(() => {
    if (isOpen && view !== "run") setView("run");
  });
  if (form === undefined) return <Connecting />;
  if (view !== "form" || isOpen) {
    return (
      <PlanAndRun
        title="Cluster"
        form={FORM}
        shows={view === "plan" ? "plan" : "run"}
        onApproved={() => setView("run")}
        onBack={() => (isOpen ? goTo("overview") : setView("form"))}
      />
    );
  }
  return <ClusterForm form={form} onPlanned={() => setView("plan")} />;
}

function ClusterForm({ form, onPlanned }: { readonly form: Form; readonly onPlanned: () => void }) {
  const { bodyRows } = useLayout();
  const preview = async () => {
    const answer = await form.preview();
    if (answer?.is === "planned") onPlanned();
  };
  useCommands({ preview });
  const set = (path: string) => CLUSTER_FIELDS.find((field) => field.path === path);
  const typed = form.editedCount === 0 ? "nothing typed" : `${form.editedCount} typed, not applied`;
  const others = form.issues.find(
    ({ path }) => !CLUSTER_FIELDS.some((one) => path.startsWith(one.path)),
  );
  return (
    <Box flexDirection="column">
      <Line
        spans={[
          strong("Cluster"),
          `   ${form.isPlanning ? "planning" : typed}`,
          others === undefined ? "" : `   ${others.path} ${others.message}`,
        ]}
      />
      <Rule />
      <FormList
        id="cluster"
        heading={settingHeading(VALUE_WIDTH)}
        rows={bodyRows - 2}
        valueWidth={VALUE_WIDTH}
        items={form.rows.map(settingItem)}
        actions={[
          {
            id: "preview",
            label: "Preview the plan",
            details: "Shows every step before anything is done. Nothing is changed yet.",
          },
        ]}
        onSet={(item, text) => {
          const field = set(item.id);
          if (field !== undefined) form.set(field, text);
        }}
        onUndo={(item) => {
          const field = set(item.id);
          if (field !== undefined) form.undo(field);
        }}
        onAction={preview}
      />
    </Box>
  );
}
