import { useActions, useRemembered, useSlice } from "../hooks/session-provider.tsx";
import { type Form, useForm } from "../hooks/use-form.ts";
import { useLayout } from "../hooks/use-layout.ts";
import {
  addCertificates,
  nameOfPath,
  removeCertificate,
  SETTING_FIELDS,
  SETTINGS_FORM,
} from "../src/forms/index.ts";
import type { Field } from "../src/spec/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { DocumentForm } from "./components/document-form.tsx";
import { strong } from "./components/line.tsx";
import { PlanAndRun } from "./components/plan-and-run.tsx";
import { defineScreen } from "./define-screen.ts";
import { useReadText } from "./file-provider.tsx";
import { settingItem } from "./setting-items.ts";
import { SETTING_PAGES } from "./setting-pages.ts";

export const settings = defineScreen({
  id: "settings",
  title: "Settings",
  commands: ["choose", "preview", "undo-edit"],
  Component: Settings,
  mark: ({ document }) => (document.issues.some(({ severity }) => severity === "error") ? "!" : ""),
});

const FORM = SETTINGS_FORM;

function Settings() {
  const form = useForm(FORM, SETTING_FIELDS);
  const [view, setView] = useRemembered("settings.view", "form");
  if (form === undefined) return <Connecting />;
  if (view !== "form") {
    return (
      <PlanAndRun
        title="Settings"
        form={FORM}
        shows={view === "plan" ? "plan" : "run"}
        onApproved={() => setView("run")}
        onBack={() => setView("form")}
      />
    );
  }
  return <SettingsForm form={form} onPlanned={() => setView("plan")} />;
}

function SettingsForm(props: { readonly form: Form; readonly onPlanned: () => void }) {
  const { form, onPlanned } = props;
  const { width } = useLayout();
  const addresses = useSlice("host")?.addresses ?? [];
  const certificates = useCertificates(form);
  return (
    <DocumentForm
      id={FORM}
      title="Settings"
      form={form}
      above={[[`Addresses  ${addresses.length === 0 ? "none" : addresses.join("   ")}`]]}
      items={form.rows.map((row) => ({
        ...settingItem(row, { width }),
        ...(row.field.kind === "certificate" ? certificates.item(row.field) : {}),
      }))}
      previewLabel="Preview what would change"
      previewDetails="Makes the plan for what was typed. Nothing is changed before you approve it."
      onPlanned={onPlanned}
      pages={SETTING_PAGES}
      onType={(field, text) =>
        field.kind === "certificate" ? certificates.type(text) : form.set(field, text)
      }
      onAccept={(field) => {
        if (field.kind === "certificate") certificates.accept(field);
      }}
    />
  );
}

/** One field for many certificates: a path or a pasted text adds, `remove NAME` takes out. */
function useCertificates(form: Form) {
  const { notify } = useActions();
  const readText = useReadText();
  const [typed, setTyped] = useRemembered("settings.certificate", "");
  const before = (field: Field) =>
    form.rows.find((row) => row.field.path === field.path)?.editable ?? "";

  function add(field: Field, pem: string, name: string): void {
    const entry = addCertificates(before(field), pem, name);
    if (entry.is === "refused") notify({ level: "warn", text: entry.why });
    if (entry.is !== "added") return;
    form.set(field, entry.text);
    notify({ level: "info", text: `added ${entry.names.join(", ")}` });
  }

  async function accept(field: Field): Promise<void> {
    const text = typed.trim();
    setTyped("");
    if (text === "") return;
    if (text.startsWith("remove ")) {
      const entry = removeCertificate(before(field), text.slice("remove ".length).trim());
      if (entry.is === "refused") notify({ level: "warn", text: entry.why });
      if (entry.is === "removed") form.set(field, entry.text);
      return;
    }
    const pem = await readText(text).catch(() => undefined);
    if (pem === undefined) notify({ level: "warn", text: `cannot read ${text}` });
    else add(field, pem, nameOfPath(text));
  }

  return {
    type: setTyped,
    accept: (field: Field) => void accept(field),
    item: (field: Field) => ({
      editable: typed,
      details: [
        [strong("Trusted certificates")],
        ["Type the path of a PEM file, or paste the certificate itself."],
        ["To take one out, type: remove NAME"],
      ],
      onPasteLines(text: string) {
        add(field, text, "pasted");
        return "";
      },
    }),
  };
}
