import { dirname, join, resolve } from "node:path";
import { BringupError } from "../../errors/index.ts";
import type { FolderDesk } from "../../plane/index.ts";
import type { Call } from "../command.ts";
import { nothingSuch, withDesk } from "./desk.ts";
import { hostNamed } from "./hosts.ts";

/** What somebody brought from a host without a network, and what is carried back to it. */
export const approveFile = (call: Call) => answer(call, "approved");
export const rejectFile = (call: Call) => answer(call, "rejected");

async function answer(call: Call, decision: "approved" | "rejected"): Promise<number> {
  const path = resolve(call.args[0] ?? "");
  const text = await call.world.readFile(path);
  return withDesk(call, async ({ files }) => {
    const seen = await files.read(text);
    if (seen.is === "refused") throw notTaken(path, seen.why);
    const { hostId, name, fingerprint, keyId } = seen;
    if (decision === "approved" && !isMeant(keyId, call.text("fingerprint"))) {
      call.out.line(`Host ${hostId}, ${name}`);
      call.out.line(`Its key: ${fingerprint}`);
      throw notCompared(fingerprint, path);
    }
    const word = { decision, project: call.text("project"), reason: call.text("reason") };
    const made = await files.answer(text, word);
    if (made.is === "refused") throw notTaken(path, made.why);
    const file = await write(call, { hostId, text: made.text, beside: path });
    call.out.object({ is: decision, host: hostId, file, signer: files.signer });
    call.out.line(`Wrote ${file}.`);
    if (decision === "approved") sayNext(call, files);
    return 0;
  });
}

/** The newest desired state of a host that was taken on, to be carried to it. */
export function desiredFile(call: Call): Promise<number> {
  return withDesk(call, async (desk) => {
    const host = hostNamed(desk, call);
    const text = desk.files.desired(host.uid);
    if (text === undefined) throw nothingSuch(`desired state for ${host.id}`);
    const file = await write(call, { hostId: host.id, text, beside: resolve("x") });
    call.out.object({ host: host.id, file, revision: host.desiredRevision });
    call.out.line(`Wrote ${file}: revision ${host.desiredRevision}.`);
    return 0;
  });
}

async function write(
  call: Call,
  { hostId, text, beside }: { hostId: string; text: string; beside: string },
): Promise<string> {
  const { answerName } = await import("../../airgap/index.ts");
  const folder = call.text("out");
  const path = join(folder === undefined ? dirname(beside) : resolve(folder), answerName(hostId));
  await call.world.writeFile(path, text);
  return path;
}

function sayNext({ out }: Call, { signer }: FolderDesk["files"]): void {
  out.line(`The key of this plane, for the host to compare: ${signer}`);
  out.line("On the host: bringup airgap import");
}

/** The eight characters of both screens, or more of it. */
function isMeant(keyId: string, typed = ""): boolean {
  const shown = typed.replaceAll(/\s/g, "");
  return shown.length >= 8 && keyId.startsWith(shown);
}

function notCompared(fingerprint: string, path: string): BringupError {
  return new BringupError("PLAN_NOT_APPROVED", "nothing was approved", {
    hint: `Compare the key with the host's screen, then: bringup plane host approve-file ${path} --fingerprint "${fingerprint}"`,
  });
}

function notTaken(path: string, why: string): BringupError {
  return new BringupError("PLANE_FILE_REFUSED", `${path} is not taken: ${why}`, {
    hint: "Ask for another request: bringup airgap request",
  });
}
