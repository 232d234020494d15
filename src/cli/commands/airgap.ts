import { join, resolve } from "node:path";
import type { HostView } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import type { Answer, EngineClient } from "../../session/index.ts";
import { ask, errorOf, unexpected, withEngine } from "../ask.ts";
import type { Call, CliCommand } from "../command.ts";
import { follow, interruptedError, wasInterrupted } from "../follow.ts";

/** For a host without a way to its plane: somebody carries a file there, and another one back. */
export const airgap: CliCommand = {
  name: "airgap",
  summary: "Register, and take the desired state, by files on a USB stick",
  commands: [
    {
      name: "request",
      summary: "Write the request that is carried to the operator of the plane",
      args: [{ name: "<where>", help: "sticks, or a folder" }],
      run: request,
    },
    {
      name: "import",
      summary: "Take the answer that was brought back, or a newer desired state",
      args: [{ name: "<where>", help: "sticks, a folder, or the file" }],
      options: [
        { flags: "--fingerprint <text>", help: "of the plane's key, as its operator says it" },
      ],
      run: importAnswer,
    },
  ],
};

async function request(call: Call): Promise<number> {
  const where = call.args[0] ?? "";
  return withEngine(call, async ({ client }) => {
    await begin(call, client);
    const to = where === "sticks" ? ({ to: "sticks" } as const) : {};
    const answer = await ask(client, { do: "plane-request", ...to }, call.world.signal);
    if (answer.is !== "plane-request") throw unexpected(answer);
    const at = answer.on ?? (await write(call, where, answer));
    const { fingerprint = "" } = client.snapshot().registration;
    call.out.object({ request: answer.name, at, fingerprint });
    call.out.line(`Wrote ${answer.name} to ${at}.`);
    call.out.line(`The key of this host: ${fingerprint}`);
    call.out.line("Carry it to the operator of the plane. With the answer: bringup airgap import");
    return 0;
  });
}

/** Asks to be taken on by files, unless that is under way or done. */
async function begin(call: Call, client: EngineClient): Promise<void> {
  const isOpen = () => {
    const { registration, document } = client.snapshot();
    const { kind } = document.effective.spec.registration ?? {};
    const { state } = registration;
    const isAsked = state === "pending" || state === "blocked" || state === "active";
    return kind === "file" && isAsked;
  };
  if (isOpen()) return;
  await ask(client, { do: "register", method: "manual", kind: "file" }, call.world.signal);
  const settled = await follow<true>({
    client,
    signal: call.world.signal,
    out: call.out,
    look() {
      const { problem } = client.snapshot().registration;
      if (problem !== undefined) throw errorOf(problem);
      return isOpen() || undefined;
    },
  });
  if (wasInterrupted(settled)) throw interruptedError("no request was written", "Try again.");
}

/** As the person's own file: the engine writes where nobody else can. */
async function write(
  { world }: Call,
  folder: string,
  { name, text }: Extract<Answer, { is: "plane-request" }>,
): Promise<string> {
  const { files } = await world.openHost({ rehearse: false });
  const stat = await files.stat(resolve(folder));
  if (stat?.kind !== "directory") {
    throw new BringupError("PLANE_FOLDER_MISSING", `${folder} is not a folder`, {
      hint: "Name a folder that is there, or the word sticks.",
    });
  }
  const path = join(resolve(folder), name);
  await world.writeFile(path, text);
  return path;
}

async function importAnswer(call: Call): Promise<number> {
  const where = call.args[0] ?? "";
  const confirmed = call.text("fingerprint");
  return withEngine(call, async ({ client }) => {
    const text = where === "sticks" ? undefined : await readAnswer(call, client, where);
    const answer = await ask(
      client,
      {
        do: "take-plane-answer",
        ...(text !== undefined && { text }),
        ...(confirmed !== undefined && { confirmed }),
      },
      call.world.signal,
    );
    if (answer.is !== "plane-answer") throw unexpected(answer);
    return report(call, answer.outcome, where);
  });
}

async function readAnswer(call: Call, client: EngineClient, where: string): Promise<string> {
  const { answerName, readPlaneFile } = await import("../../airgap/index.ts");
  const host: HostView = await call.world.openHost({ rehearse: false });
  const path = resolve(where);
  const stat = await host.files.stat(path);
  const name = answerName(client.snapshot().host.edgeId?.id ?? "");
  const file = stat?.kind === "directory" ? join(path, name) : path;
  const read = await readPlaneFile(file, host.files);
  if (read.is === "text") return read.text;
  if (read.is === "absent") throw new BringupError("DOCUMENT_UNREADABLE", `${file} is not there`);
  throw new BringupError("PLANE_FILE_REFUSED", `${file} is not taken: ${read.why}`);
}

type Outcome = Extract<Answer, { is: "plane-answer" }>["outcome"];

function report({ out }: Call, outcome: Outcome, where: string): number {
  if (outcome.is === "refused") {
    throw new BringupError("PLANE_FILE_REFUSED", `the answer is not taken: ${outcome.why}`);
  }
  if (outcome.is === "unconfirmed") throw unconfirmed(outcome, where);
  out.object({ ...outcome });
  const { decision, revision, isNews } = outcome;
  if (decision === "approved") out.line("The plane takes this host on.");
  if (decision === "rejected") out.line("The operator of the plane rejected this host.");
  if (revision !== undefined) {
    const said = isNews ? "taken" : "in force already";
    out.line(`Desired state, revision ${revision}: ${said}.`);
  }
  return decision === "rejected" ? 1 : 0;
}

function unconfirmed(
  { fingerprint, isOther }: Extract<Outcome, { is: "unconfirmed" }>,
  where: string,
): BringupError {
  const before = isOther ? " This host trusts ANOTHER key until now." : "";
  const message = `nothing was taken: nobody confirmed the key that signed the answer, ${fingerprint}.${before}`;
  return new BringupError("PLANE_SIGNER_UNCONFIRMED", message, {
    hint: `Compare it with the operator, then: bringup airgap import ${where} --fingerprint "${fingerprint}"`,
  });
}
