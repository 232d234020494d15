import {
  CLUSTER_FORM,
  chosenProfile,
  clusterFields,
  DISTRIBUTION,
  isProfileField,
  layerWord,
  PROFILE_PATH,
  profileFields,
  profileSentence,
  profileUsual,
  shownLayers,
} from "../../forms/index.ts";
import type { LayerView } from "../../profile/index.ts";
import { act, type Desk, draftsOf, seen } from "./desk.ts";
import { visitForm } from "./document-form.ts";
import type { PlainForm } from "./plain-form.ts";
import { approvePlan } from "./plan-approval.ts";

const FORM: PlainForm = {
  id: CLUSTER_FORM,
  title: "Profile",
  fields: (desk) => {
    const { cluster } = seen(desk).document.effective.spec;
    const distribution = draftsOf(desk, CLUSTER_FORM)[DISTRIBUTION] ?? cluster?.distribution ?? "";
    const others = clusterFields(seen(desk).offers, distribution);
    return [
      ...profileFields(seen(desk).profile, pathIn(desk)),
      // What was typed for the cluster is planned along with it.
      ...others.filter(
        (field) => !isProfileField(field) && draftsOf(desk, CLUSTER_FORM)[field.path] !== undefined,
      ),
    ];
  },
  usual: (desk) => profileUsual(foundIn(desk)),
  more: (desk) => ({
    word: "import",
    help: "import asks for an archive with a profile and plans to unpack it.",
    run: () => importArchive(desk),
  }),
};

/** Layers in order with their state, then what the profile asks for. */
export async function visitProfile(desk: Desk): Promise<void> {
  const { talk } = desk;
  const asked = seen(desk).document.effective.spec.cluster?.profile?.path;
  const found = foundIn(desk);
  const isAsked = asked !== undefined && pathIn(desk) === asked;
  const layers = shownLayers(found, { layers: seen(desk).profile?.layers ?? [], isAsked });
  talk.say(`Profile ${profileSentence(found, isAsked ? layers : [])}.`);
  for (const [index, layer] of layers.entries()) talk.say(`Layer ${index + 1}, ${words(layer)}.`);
  await visitForm(desk, FORM);
}

function words(layer: LayerView): string {
  const { name, kind, version, why } = layer;
  const what = [kind, name, version].filter((part) => part !== "").join(" ");
  return `${what}: ${layerWord(layer)}${why === "" ? "" : `, ${why}`}`;
}

const pathIn = (desk: Desk): string | undefined =>
  draftsOf(desk, CLUSTER_FORM)[PROFILE_PATH] ??
  seen(desk).document.effective.spec.cluster?.profile?.path;

const foundIn = (desk: Desk) => chosenProfile(seen(desk).profile, pathIn(desk));

async function importArchive(desk: Desk): Promise<boolean> {
  const reply = await desk.talk.ask({
    prompt: "Archive",
    usual: "back",
    help: [
      "A .tar, .tar.gz or .tar.zst with a profile.yaml in it: /PATH on this host,",
      "https://SERVER/FILE, or stick:LABEL/FILE.",
      "ARCHIVE.sha256 beside it says what it has to be.",
    ],
    words: [],
    isFree: true,
    isSecret: false,
  });
  if (reply.is !== "text") return false;
  const params = { from: reply.text.trim() };
  const answer = await act(desk, { do: "plan-operation", operation: "import-content", params });
  return answer.is === "planned" && approvePlan(desk, CLUSTER_FORM, answer.plan);
}
