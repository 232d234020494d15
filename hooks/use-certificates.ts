import { useState } from "react";
import type { CertificateFinding, FoundCertificate } from "../src/certificates/index.ts";
import {
  addCertificates,
  type Certificate,
  certificatesOf,
  nameOfPath,
  removeCertificate,
  SETTING_FIELDS,
  SETTINGS_FORM,
} from "../src/forms/index.ts";
import { useActions } from "./session-provider.tsx";
import { useForm } from "./use-form.ts";

const FIELDS = SETTING_FIELDS.filter(({ kind }) => kind === "certificate");

export interface Certificates {
  /** Asked for, with what was chosen here and not applied yet. */
  readonly trusted: readonly Certificate[];
  readonly finding: CertificateFinding | undefined;
  readonly isLooking: boolean;
  /** `sticks`, an address, or the path of a file. */
  look(at: string): Promise<void>;
  trust(found: FoundCertificate): void;
  remove(name: string): void;
}

/** Certificates of the settings form, and what was found to be put among them. */
export function useCertificates(): Certificates | undefined {
  const form = useForm(SETTINGS_FORM, FIELDS);
  const { send, notify } = useActions();
  const [finding, setFinding] = useState<CertificateFinding | undefined>(undefined);
  const [isLooking, setLooking] = useState(false);
  const row = form?.rows[0];
  if (form === undefined || row === undefined) return undefined;
  const { editable, field } = row;

  async function look(at: string): Promise<void> {
    setLooking(true);
    setFinding(undefined);
    const answer = await send({ do: "look-for-certificates", at });
    setLooking(false);
    if (answer.is === "certificates") setFinding(answer.finding);
  }

  function trust({ view, file }: FoundCertificate): void {
    const entry = addCertificates(editable, view.pem, nameOfPath(file ?? view.subject));
    if (entry.is === "refused") notify({ level: "warn", text: entry.why });
    if (entry.is !== "added") return;
    form?.set(field, entry.text);
    const hint = "Preview the plan in Settings.";
    notify({ level: "info", text: `${entry.names.join(", ")} comes with the next plan`, hint });
  }

  function remove(name: string): void {
    const entry = removeCertificate(editable, name);
    if (entry.is === "removed") form?.set(field, entry.text);
  }

  return { trusted: certificatesOf(editable), finding, isLooking, look, trust, remove };
}
