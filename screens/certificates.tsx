import { Box } from "ink";
import { useState } from "react";
import { useRemembered } from "../hooks/session-provider.tsx";
import { type Certificates, useCertificates } from "../hooks/use-certificates.ts";
import { useLayout } from "../hooks/use-layout.ts";
import {
  certificateRows,
  type FoundCertificate,
  parseCertificates,
} from "../src/certificates/index.ts";
import { Connecting } from "./components/connecting.tsx";
import { Dialog } from "./components/dialog.tsx";
import { type FormAction, FormList } from "./components/form-list.tsx";
import { Line, strong } from "./components/line.tsx";
import { Lines } from "./components/lines.tsx";
import { Rule } from "./components/rule.tsx";
import { defineScreen } from "./define-screen.ts";

export const certificates = defineScreen({
  id: "certificates",
  title: "Certificates",
  commands: [],
  Component: CertificatesPage,
  isPopUp: true,
});

type Asked =
  | { readonly is: "trust"; readonly found: FoundCertificate }
  | { readonly is: "remove"; readonly name: string; readonly found: FoundCertificate | undefined };

const TOLD_ROWS = 3;

/** Looked at first, trusted by the fingerprint, applied with the other settings. */
function CertificatesPage() {
  const own = useCertificates();
  const [asked, ask] = useState<Asked | undefined>(undefined);
  if (own === undefined) return <Connecting />;
  return asked === undefined ? (
    <CertificateList own={own} onAsk={ask} />
  ) : (
    <CertificateQuestion own={own} asked={asked} onDone={() => ask(undefined)} />
  );
}

interface ListProps {
  readonly own: Certificates;
  readonly onAsk: (asked: Asked) => void;
}

function CertificateList({ own, onAsk }: ListProps) {
  const [typed, setTyped] = useRemembered("certificates.typed", "");
  const { bodyRows } = useLayout();
  const { finding, trusted } = own;
  const found = finding?.found ?? [];
  const act = (id: string) => {
    const [, verb, at] = /^(\w+):(.*)$/s.exec(id) ?? [];
    const chosen = found.find(({ view }) => view.fingerprint === at);
    if (id === "look" && typed.trim() !== "") void own.look(typed.trim());
    if (id === "sticks") void own.look("sticks");
    if (verb === "trust" && chosen !== undefined) onAsk({ is: "trust", found: chosen });
    if (verb === "remove" && at !== undefined)
      onAsk({ is: "remove", name: at, found: firstOf(trusted.find(({ name }) => name === at)) });
  };
  return (
    <Box flexDirection="column">
      <Line spans={[strong("Certificates"), `   ${trusted.length} asked for`]} />
      <Rule />
      <Lines rows={TOLD_ROWS} lines={toldOf(own)} />
      <Rule />
      <FormList
        id="certificates"
        rows={bodyRows - TOLD_ROWS - 3}
        valueWidth={50}
        items={[
          {
            id: "where",
            label: "Where to look",
            kind: "text",
            editable: typed,
            details: [
              ["The path of a file, https://HOST/FILE, or https://HOST for what a server shows."],
              ["PEM, DER or the base64 of either. Nothing is trusted by looking."],
            ],
          },
        ]}
        actions={[
          { id: "look", label: "Look there", details: "Shows what is there before it is trusted." },
          {
            id: "sticks",
            label: "Look on USB sticks",
            details: "Each is mounted read-only, looked through, and let go at once.",
          },
          ...found.map((one) => foundAction(one, finding?.toTrust)),
          ...trusted.map(trustedAction),
        ]}
        onSet={(_, text) => setTyped(text)}
        onAction={act}
      />
    </Box>
  );
}

interface QuestionProps {
  readonly own: Certificates;
  readonly asked: Asked;
  readonly onDone: () => void;
}

function CertificateQuestion({ own, asked, onDone }: QuestionProps) {
  const isNew = asked.is === "trust";
  const rows = asked.found === undefined ? [] : certificateRows(asked.found);
  return (
    <Dialog
      id="certificate"
      question={isNew ? "Trust this certificate?" : `Trust ${asked.name} no longer?`}
      explains={[
        ...rows.map(([title, text]) => `${title}: ${text}`),
        ...(isNew ? ["Compare the fingerprint with what its owner tells you another way."] : []),
      ]}
      answers={[
        { value: "no", label: "No, leave it" },
        { value: "yes", label: isNew ? "Trust it" : "Take it out" },
      ]}
      onAnswer={(value) => {
        if (value === "yes" && asked.is === "trust") own.trust(asked.found);
        if (value === "yes" && asked.is === "remove") own.remove(asked.name);
        onDone();
      }}
      onClose={onDone}
    />
  );
}

function toldOf({ finding, isLooking }: Certificates): readonly string[][] {
  if (isLooking) return [["Looking ..."]];
  if (finding === undefined) return [["What is found is listed below, to be looked at whole."]];
  const { found, verdict, problems } = finding;
  const count = found.length === 1 ? "1 certificate" : `${found.length} certificates`;
  return [verdict ?? `${count} found.`, ...problems].map((text) => [text]);
}

function foundAction(
  { view, warnings }: FoundCertificate,
  toTrust: string | undefined,
): FormAction {
  const marks = [
    ...(view.fingerprint === toTrust ? ["the one to trust, if it is right"] : []),
    ...(warnings.length === 0 ? [] : [`warnings: ${warnings.length}`]),
  ];
  return {
    id: `trust:${view.fingerprint}`,
    label: `Found: ${view.subject}${marks.length === 0 ? "" : `   (${marks.join(", ")})`}`,
    details: `Issuer ${view.issuer}. SHA-256 begins with ${view.fingerprint.slice(0, 16)}. Enter shows the rest and asks.`,
  };
}

function trustedAction({ name, pem }: Certificates["trusted"][number]): FormAction {
  const subject = firstOf({ pem })?.view.subject ?? "cannot be read";
  return {
    id: `remove:${name}`,
    label: `Asked for: ${name}   ${subject}`,
    details: "Enter shows it and asks whether to take it out.",
  };
}

/** An entry of the document may be a bundle; its first certificate stands for it. */
function firstOf(entry: { readonly pem: string } | undefined): FoundCertificate | undefined {
  if (entry === undefined) return undefined;
  const [view] = parseCertificates(entry.pem).certificates;
  return view === undefined ? undefined : { view, warnings: [] };
}
