import type { Call } from "../command.ts";
import { readSecret } from "../read-text.ts";
import { printTable } from "../table.ts";
import { folderOf, nothingSuch, withDesk } from "./desk.ts";

export function signIn(call: Call): Promise<number> {
  const name = call.text("operator") ?? "admin";
  return withDesk(call, (desk) => {
    const url = `${desk.publicUrl ?? "https://"}${desk.newSignInLink(name)}`;
    call.out.object({ operator: name, url });
    call.out.line(url);
    call.out.note(`Signs ${name} in once, within 15 minutes.`);
    return 0;
  });
}

export function listOperators(call: Call): Promise<number> {
  return withDesk(call, (desk) => {
    const operators = desk.operators();
    call.out.object({ operators });
    printTable(
      ["NAME", "SIGNS IN"],
      operators.map(({ name, hasPassword }) => [name, hasPassword ? "by password" : "by link"]),
      call.out,
    );
    return 0;
  });
}

export async function setOperator(call: Call): Promise<number> {
  const [name = ""] = call.args;
  const password = await readSecret(call.text("passwordFile") ?? "-", call.world);
  return withDesk(call, async (desk) => {
    await desk.putOperator(name, password);
    call.out.object({ operator: name });
    call.out.line(`${name} may sign in at ${desk.publicUrl ?? folderOf(call)}.`);
    return 0;
  });
}

export function removeOperator(call: Call): Promise<number> {
  const [name = ""] = call.args;
  return withDesk(call, (desk) => {
    if (!desk.removeOperator(name)) throw nothingSuch(`operator ${name}`);
    call.out.object({ removed: name });
    call.out.line(`${name} is signed out, and signs in no more.`);
    return 0;
  });
}
