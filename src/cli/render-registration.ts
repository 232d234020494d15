import { formatCountdown } from "../quantity/index.ts";
import type { Approval, RegistrationView } from "../registration/index.ts";
import type { Output } from "./output.ts";
import { registrationText } from "./render-status.ts";

/** Prints each new state once, and each code once, with what it takes to approve it. */
export function createRegistrationPrinter(out: Output): (view: RegistrationView) => void {
  let shown = "";
  let shownId = "";
  return (view) => {
    if (out.json) return out.object({ event: "registration", registration: view });
    const text = registrationText(view);
    if (text !== shown) out.line(text);
    shown = text;
    if (view.approval === undefined || view.approval.enrolmentId === shownId) return;
    shownId = view.approval.enrolmentId;
    printApproval(view.approval, view.fingerprint, out);
  };
}

function printApproval(
  { userCode, verificationUri, verificationUriComplete, expiresMs }: Approval,
  fingerprint: string | undefined,
  out: Output,
): void {
  const left = expiresMs === undefined ? "" : `   ${formatCountdown(expiresMs - Date.now())} left`;
  out.line();
  if (verificationUri !== undefined) out.line(`Open      ${verificationUri}`);
  if (userCode !== undefined) out.line(`Code      ${userCode}${left}`);
  if (fingerprint !== undefined) out.line(`Compare   ${fingerprint}`);
  if (verificationUriComplete !== undefined) out.line(`Or open   ${verificationUriComplete}`);
  out.line();
}
