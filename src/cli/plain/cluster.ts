import {
  CLUSTER_FORM,
  choiceNote,
  clusterFields,
  DISTRIBUTION,
  distributionIn,
  draftsMoved,
  fillingOf,
  keptWords,
  PROFILE_PATH,
  profileFields,
  usualValues,
} from "../../forms/index.ts";
import { removableCluster } from "../../session/index.ts";
import { choose } from "./choose.ts";
import { act, type Desk, draftsOf, seen } from "./desk.ts";
import { visitForm } from "./document-form.ts";
import { awaitLook } from "./first-look.ts";
import { type PlainDeed, type PlainForm, rowsOf } from "./plain-form.ts";
import { approvePlan } from "./plan-approval.ts";
import { attendRun, openRunOf } from "./runs.ts";

const FORM: PlainForm = {
  id: CLUSTER_FORM,
  title: "Cluster",
  fields: (desk) => {
    const drafts = draftsOf(desk, CLUSTER_FORM);
    const asked = seen(desk).document.effective.spec.cluster?.profile?.path;
    return [
      ...clusterFields(seen(desk).offers, chosenIn(desk)),
      // What was typed for the profile is planned along with it.
      ...profileFields(seen(desk).profile, drafts[PROFILE_PATH] ?? asked).filter(
        ({ path }) => drafts[path] !== undefined,
      ),
    ];
  },
  usual: (desk) => usualValues(seen(desk).offers, chosenIn(desk)),
  note: (desk, row) => choiceNote(seen(desk).offers, row, chosenIn(desk)),
  settling,
  more: (desk) => removal(desk),
};

/** What was typed for another distribution is kept for it, and what was kept for this one is back. */
function settling(desk: Desk): () => void {
  const from = chosenIn(desk);
  return () => {
    const to = chosenIn(desk);
    const { offers } = seen(desk);
    const moved = draftsMoved(offers, draftsOf(desk, CLUSTER_FORM), { from, to });
    for (const { name, text } of moved) desk.session.setField(CLUSTER_FORM, name, text);
    if (moved.length === 0) return;
    for (const said of keptWords(offers, draftsOf(desk, CLUSTER_FORM), to))
      desk.talk.say(`${said}.`);
  };
}

/** Planned like any change; what it loses is named, and has to be typed, before anything is done. */
function removal(desk: Desk): readonly PlainDeed[] {
  const here = removableCluster(seen(desk));
  if (here === undefined) return [];
  const command = { do: "plan-operation", operation: "destroy", params: here } as const;
  return [
    {
      word: "remove",
      help: `remove plans to remove cluster ${here.cluster} from this host, with all its data.`,
      async run() {
        const answer = await act(desk, command);
        return answer.is === "planned" && approvePlan(desk, CLUSTER_FORM, answer.plan);
      },
    },
  ];
}

/** A run in progress goes first, whoever started it; then the form. */
export async function visitCluster(desk: Desk): Promise<void> {
  const run = openRunOf(desk);
  if (run !== undefined) return attendRun(desk, run.id);
  await awaitLook(desk, "offers");
  if (seen(desk).document.effective.spec.cluster === undefined) await offerFilling(desk);
  await visitForm(desk, FORM);
}

/** The distribution typed, else the one asked for. */
function chosenIn(desk: Desk): string {
  const asked = seen(desk).document.effective.spec.cluster?.distribution;
  return draftsOf(desk, CLUSTER_FORM)[DISTRIBUTION] ?? asked ?? "";
}

/** What lies ready on this host has not to be typed. */
async function offerFilling(desk: Desk): Promise<void> {
  const { talk, session } = desk;
  const rows = rowsOf(desk, FORM);
  const filling = fillingOf(seen(desk).offers, rows);
  if (filling === undefined) return;
  talk.say(`Found on this host: ${filling.sentence}`);
  const answer = await choose(talk, {
    prompt: distributionIn(rows) === "" ? "Fill it into the form" : "Fill in what is empty",
    options: [
      { value: "yes", label: "Yes" },
      { value: "no", label: "No, I type it myself" },
    ],
    usual: "yes",
    help: ["Only what nobody has typed is filled in, as a draft; nothing is changed by it."],
  });
  if (answer !== "yes") return;
  for (const { field, text } of filling.values) session.setField(CLUSTER_FORM, field.path, text);
}
