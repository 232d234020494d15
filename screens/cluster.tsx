import { useEffect } from "react";
import { useCommands } from "../hooks/keyboard-provider.tsx";
import { useActions, useRemembered, useSession, useSlice } from "../hooks/session-provider.tsx";
import type { Form } from "../hooks/use-form.ts";
import { useKeptDrafts } from "../hooks/use-kept-drafts.ts";
import { useLayout } from "../hooks/use-layout.ts";
import { useClusterForm } from "../hooks/use-profile.ts";
import {
  CLUSTER_FORM,
  choiceNote,
  clusterFields,
  DISTRIBUTION,
  distributionIn,
  distributionTitle,
  type Filling,
  fillingOf,
  isNeeded,
  usualValues,
} from "../src/forms/index.ts";
import { removableCluster } from "../src/session/index.ts";
import { wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { DocumentForm } from "./components/document-form.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
import { defineScreen } from "./define-screen.ts";
import { settingItem } from "./setting-items.ts";

export const cluster = defineScreen({
  id: "cluster",
  title: "Cluster",
  commands: [
    "choose",
    "preview",
    "fill-in",
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

const FORM = CLUSTER_FORM;
const JOIN_PAGE = {
  id: "join",
  label: "Join a cluster",
  details:
    "This host comes into one that is there, by the line of a member or of its distribution.",
};
const UPKEEP_PAGE = {
  id: "upkeep",
  label: "Upkeep",
  details:
    "Let hosts in, save, upgrade, renew, remove a node, leave: planned first, like any change.",
};
const CLUSTER_PAGES = [
  {
    id: "profile",
    label: "Profile",
    details: "Layers beyond the distribution: network, storage, add-ons; their state and values.",
  },
];

function Cluster() {
  const { goTo } = useActions();
  const form = useClusterForm(useClusterFields());
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

/** Which fields there are depends on the distribution, typed or already asked for. */
function useClusterFields() {
  const offers = useSlice("offers");
  const typed = useSession(({ drafts }) => drafts[FORM]?.[DISTRIBUTION]);
  const asked = useSlice("document")?.effective.spec.cluster?.distribution;
  return clusterFields(offers, typed ?? asked ?? "");
}

function ClusterForm({ form, onPlanned }: { readonly form: Form; readonly onPlanned: () => void }) {
  const { width } = useLayout();
  const more = useRemoval(onPlanned);
  const offers = useSlice("offers");
  const isAsked = useSlice("document")?.effective.spec.cluster !== undefined;
  const [, highlight] = useRemembered(`menu:${FORM}`, "");
  const filling = isAsked ? undefined : fillingOf(offers, form.rows);
  const fill = ({ values, next }: Filling) => {
    for (const { field, text } of values) form.set(field, text);
    highlight(next);
  };
  useCommands(filling === undefined ? {} : { "fill-in": () => fill(filling) });
  const chosen = distributionIn(form.rows);
  const usual = usualValues(offers, chosen);
  const said = [
    ...(filling === undefined ? [] : [`Found on this host: ${filling.sentence}`]),
    ...useKeptDrafts(form, chosen),
  ];
  return (
    <DocumentForm
      id={FORM}
      title="Cluster"
      otherPage="Profile"
      form={form}
      above={said.flatMap((text) => wrap(text, width)).map((text) => [text])}
      items={form.rows.map((row) => {
        const item = settingItem(row, {
          width,
          note: choiceNote(offers, row, chosen),
          usual: usual[row.field.path] ?? "",
          unset: isNeeded(row.field) ? "not set, and a cluster needs it" : "not set",
        });
        return row.field.path === DISTRIBUTION && chosen !== ""
          ? { ...item, shown: distributionTitle(offers, chosen) }
          : item;
      })}
      previewLabel="Preview the plan"
      previewDetails="Shows every step before anything is done. Nothing is changed yet."
      onPlanned={onPlanned}
      pages={[more === undefined ? JOIN_PAGE : UPKEEP_PAGE, ...CLUSTER_PAGES]}
      more={more === undefined ? [] : [{ id: "remove", ...more }]}
    />
  );
}

/** Planned like any change; what it loses is named before anything is done. */
function useRemoval(onPlanned: () => void) {
  const { send } = useActions();
  const here = useSession(({ snapshot }) =>
    snapshot === null ? undefined : removableCluster(snapshot)?.cluster,
  );
  const distribution = useSlice("cluster")?.distribution;
  if (here === undefined || distribution === undefined) return undefined;
  const remove = async () => {
    const params = { cluster: here, distribution };
    const answer = await send({ do: "plan-operation", operation: "destroy", params });
    if (answer.is === "planned") onPlanned();
  };
  return {
    label: `Remove cluster ${here}`,
    details:
      "Plans it: service, containers and all its data go from this host. Nothing is changed yet.",
    run: () => void remove(),
  };
}
