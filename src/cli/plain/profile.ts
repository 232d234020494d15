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
import type { FoundProfile, LayerView } from "../../profile/index.ts";
import { exportedWords } from "../../session/index.ts";
import { act, type Desk, draftsOf, seen } from "./desk.ts";
import { visitForm } from "./document-form.ts";
import { planImport } from "./import-questions.ts";
import type { PlainDeed, PlainForm } from "./plain-form.ts";

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
  more: (desk) => {
    const found = foundIn(desk);
    const isSound = found !== undefined && found.problems.length === 0;
    return [importOf(desk), ...(isSound ? [exportOf(desk, found)] : [])];
  },
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

const importOf = (desk: Desk): PlainDeed => ({
  word: "import",
  help: "import asks for an archive or a folder with a profile and plans to take it over.",
  run: () => importProfile(desk),
});

const exportOf = (desk: Desk, found: FoundProfile): PlainDeed => ({
  word: "export",
  help: `export writes ${found.name} ${found.version} into one archive, on this host or on a stick.`,
  run: () => exportProfile(desk, found),
});

async function importProfile(desk: Desk): Promise<boolean> {
  const reply = await desk.talk.ask({
    prompt: "Archive or folder",
    usual: "back",
    help: [
      "A folder with a profile.yaml in it, or a .tar, .tar.gz or .tar.zst of one:",
      "/PATH on this host, stick:LABEL/PATH, or https://SERVER/FILE for an archive.",
    ],
    isFree: true,
  });
  return reply.is === "text" && planImport(desk, "profile-import", reply.text.trim());
}

/** The form is not done with it: nothing of the document changed. */
async function exportProfile(desk: Desk, { path: folder }: FoundProfile): Promise<boolean> {
  const reply = await desk.talk.ask({
    prompt: "Write to: a folder, a file that ends in .tar, or sticks",
    usual: "back",
    help: [
      "The archive and its .sha256 are written; nothing that is there is written over.",
      "sticks writes to the one that is plugged in. Values that were set here are not in it.",
    ],
    isFree: true,
  });
  if (reply.is !== "text") return false;
  desk.talk.say("Writing.");
  const answer = await act(desk, { do: "export-profile", folder, to: reply.text.trim() });
  if (answer.is === "profile-exported") desk.talk.say(`${exportedWords(answer)}.`);
  return false;
}
