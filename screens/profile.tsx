import { useRemembered } from "../hooks/session-provider.tsx";
import { useLayout } from "../hooks/use-layout.ts";
import { type ProfileForm, useProfile } from "../hooks/use-profile.ts";
import {
  CLUSTER_FORM,
  isRequired,
  layerWord,
  profileSentence,
  profileUsual,
  shownLayers,
} from "../src/forms/index.ts";
import type { LayerView } from "../src/profile/index.ts";
import { fitCells as toWidth } from "../src/text/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { DocumentForm } from "./components/document-form.tsx";
import type { Span, Tone } from "./components/line.tsx";
import { toned } from "./components/line.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
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
const FORM_ROWS = 11;

/** Layers in order with their state, what the profile asks for, and the plan of both. */
function ProfilePage() {
  const own = useProfile();
  const [view, setView] = useRemembered("profile.view", "form");
  if (own === undefined) return <Connecting />;
  if (view === "import")
    return <ProfileImport onPlanned={() => setView("plan")} onClose={() => setView("form")} />;
  if (view !== "form")
    return (
      <PlanAndRun
        title="Profile"
        form={CLUSTER_FORM}
        shows={view === "plan" ? "plan" : "run"}
        onApproved={() => setView("run")}
        onBack={() => setView("form")}
      />
    );
  return <Chosen own={own} onView={setView} />;
}

interface ChosenProps {
  readonly own: ProfileForm;
  readonly onView: (view: "plan" | "import") => void;
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
      form={form}
      above={[
        [profileSentence(found, isAsked ? layers : [])],
        ...layerLines(layers, Math.max(2, bodyRows - 3 - FORM_ROWS)),
      ]}
      items={form.rows.map((row) =>
        settingItem(row, {
          width,
          usual: usual[row.field.path] ?? "",
          unset: isRequired(found, row.field)
            ? "not set, and the profile needs it"
            : "not set, so nothing stands there",
        }),
      )}
      previewLabel="Preview the plan"
      previewDetails="Shows every layer and object before anything is done. Nothing is changed yet."
      onPlanned={() => onView("plan")}
      more={{
        label: "Import an archive",
        details: "From a file of this host, a stick or a server: proven first, then unpacked.",
        run: () => onView("import"),
      }}
    />
  );
}

function layerLines(layers: readonly LayerView[], rows: number): readonly (readonly Span[])[] {
  const isCut = layers.length > rows;
  const shown = layers.slice(0, isCut ? rows - 1 : rows).map(layerLine);
  const rest = layers.slice(rows - 1).map((layer) => `${layer.name} ${layerWord(layer)}`);
  return isCut ? [...shown, [`and ${rest.length} more: ${rest.join(", ")}`]] : shown;
}

function layerLine(layer: LayerView, index: number): readonly Span[] {
  const { name, kind, version, state, why } = layer;
  return [
    `${index + 1} `.padStart(3),
    ...[toWidth(name, 18), toWidth(kind, 11), toWidth(version, 10)],
    toned(toWidth(layerWord(layer), 9), TONES[state]),
    why,
  ];
}

const TONES: Readonly<Record<LayerView["state"], Tone>> = {
  ...{ given: "plain", ready: "ok", waiting: "busy", failed: "fail", changed: "warn" },
  ...{ outdated: "warn", missing: "plain", left: "warn", unknown: "warn" },
};
