import { useRemembered } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { type ProfileForm, useProfile } from "../hooks/use-profile.ts";
import {
  CLUSTER_FORM,
  isRequired,
  layerWord,
  PROFILE_PATH,
  profileSentence,
  profileUsual,
  shownLayers,
} from "../src/forms/index.ts";
import type { LayerView } from "../src/profile/index.ts";
import type { Field } from "../src/spec/index.ts";
import { fitCells as toWidth, wrap } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { DocumentForm } from "./components/document-form.tsx";
import type { Span, Tone } from "./components/line.tsx";
import { toned } from "./components/line.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
import { ProfileExport } from "./components/profile-export.tsx";
import { ProfileImport } from "./components/profile-import.tsx";
import { defineScreen } from "./define-screen.ts";
import { settingItem } from "./setting-items.ts";

export const profile = defineScreen({
  id: "profile",
  title: "Profile",
  commands: [],
  Component: ProfilePage,
  isPopUp: true,
});

/** Rows of the form below that are wanted at the least, its rules and details among them. */
const FORM_ROWS = 10;

/** Layers in order with their state, what the profile asks for, and the plan of both. */
function ProfilePage() {
  const own = useProfile();
  const [view, setView] = useRemembered("profile.view", "form");
  if (own === undefined) return <Connecting />;
  if (view === "import")
    return (
      <ProfileImport onPlanned={() => setView("import-plan")} onClose={() => setView("form")} />
    );
  if (view === "export" && isSound(own.found))
    return <ProfileExport found={own.found} onClose={() => setView("form")} />;
  // What was typed for the cluster stays: nothing of it is applied by an import.
  if (view === "import-plan" || view === "import-run")
    return (
      <PlanAndRun
        title="Profile"
        form="profile-import"
        shows={view === "import-plan" ? "plan" : "run"}
        onApproved={() => setView("import-run")}
        onBack={() => setView(view === "import-plan" ? "import" : "form")}
      />
    );
  if (view === "plan" || view === "run")
    return (
      <PlanAndRun
        title="Profile"
        form={CLUSTER_FORM}
        shows={view}
        onApproved={() => setView("run")}
        onBack={() => setView("form")}
      />
    );
  return <Chosen own={own} onView={setView} />;
}

interface ChosenProps {
  readonly own: ProfileForm;
  readonly onView: (view: "plan" | "import" | "export") => void;
}

function Chosen({ own, onView }: ChosenProps) {
  const { form, found, slice, isAsked } = own;
  const { width, bodyRows } = useLayout();
  const layers = shownLayers(found, { layers: slice?.layers ?? [], isAsked });
  const usual = profileUsual(found);
  return (
    <DocumentForm
      id="profile"
      title="Profile"
      otherPage="Cluster"
      form={form}
      above={[
        [profileSentence(found, isAsked ? layers : [])],
        ...layerLines(layers, { rows: Math.max(2, bodyRows - 3 - FORM_ROWS), width }),
      ]}
      items={form.rows.map((row) =>
        settingItem(row, {
          width,
          usual: usual[row.field.path] ?? "",
          unset: unsetWords(found, row.field),
        }),
      )}
      previewLabel="Preview the plan"
      previewDetails="Shows every layer and object before anything is done. Nothing is changed yet."
      onPlanned={() => onView("plan")}
      more={[
        {
          id: "import",
          label: "Import a profile",
          details: "An archive or a folder, of this host, a stick or a server: proven first.",
          run: () => onView("import"),
        },
        ...(isSound(found)
          ? [
              {
                id: "export",
                label: `Export ${found.name} ${found.version}`,
                details: "Into one archive, on this host or on a stick, for an import elsewhere.",
                run: () => onView("export"),
              },
            ]
          : []),
      ]}
    />
  );
}

function unsetWords(found: ProfileForm["found"], field: Field): string {
  if (field.path === PROFILE_PATH) return "not set: no profile is applied";
  return isRequired(found, field)
    ? "not set, and the profile needs it"
    : "not set: it stands empty where the profile asks for it";
}

function isSound(found: ProfileForm["found"]): found is NonNullable<ProfileForm["found"]> {
  return found !== undefined && found.problems.length === 0;
}

/** What is said of a layer that does not fit beside it stands below it, as a whole. */
function layerLines(
  layers: readonly LayerView[],
  { rows, width }: { readonly rows: number; readonly width: number },
): readonly (readonly Span[])[] {
  const blocks = layers.map((layer, index) => layerBlock(layer, index, width));
  const total = blocks.flat().length;
  if (total <= rows) return blocks.flat();
  let shown = 0;
  let used = 0;
  while (used + (blocks[shown]?.length ?? rows) <= rows - 1) used += blocks[shown++]?.length ?? 0;
  const rest = layers.slice(shown).map((layer) => `${layer.name} ${layerWord(layer)}`);
  const more = shown === 0 ? rest.join(", ") : `and ${rest.length} more: ${rest.join(", ")}`;
  return [...blocks.slice(0, shown).flat(), [more]];
}

const WHY_AT = 51;
const INDENT = "     ";

function layerBlock(layer: LayerView, index: number, width: number): readonly (readonly Span[])[] {
  const { name, kind, version, state, why } = layer;
  const head: readonly Span[] = [
    `${index + 1} `.padStart(3),
    ...[toWidth(name, 18), toWidth(kind, 11), toWidth(version, 10)],
    toned(toWidth(layerWord(layer), 9), TONES[state]),
  ];
  if (WHY_AT + why.length <= width) return [[...head, why]];
  const below = wrap(why, width - INDENT.length).map((text) => [`${INDENT}${text}`]);
  return [head, ...below];
}

const TONES: Readonly<Record<LayerView["state"], Tone>> = {
  ...{ given: "plain", ready: "ok", waiting: "busy", failed: "fail", changed: "warn" },
  ...{ outdated: "warn", missing: "plain", left: "warn", unknown: "warn" },
};
