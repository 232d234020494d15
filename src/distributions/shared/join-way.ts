import { knownValue } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { hostAndPort } from "../../spec/index.ts";
import type { JoinMaterial, JoinWay, MintRequest } from "../driver.ts";
import { flawOfText, parseJoinText, spellText } from "./join-text.ts";
import type { ServerKind } from "./server-kind.ts";

type Minting = Pick<ServerKind, "title" | "data" | "database" | "joinPort">;

/** One token for all, which lasts: distributions.md 3.5. */
export function joinWay(kind: Minting): JoinWay {
  const { data, joinPort } = kind;
  const tokenShownBy = `cat ${data}/server/token`;
  return {
    kind: "shared-token",
    port: joinPort,
    pin: "in-token",
    shownBy: { material: tokenShownBy, pin: `sha256sum ${data}/server/tls/server-ca.crt` },
    parse: parseJoinText,
    flaw: (text) => flawOfText(text, { joinPort, tokenShownBy }),
    spell: spellText,
    mint: (request) => mint(kind, request),
  };
}

/** Nothing is made: the token of the cluster is read where its servers keep it. */
async function mint(
  { title, data, database, joinPort }: Minting,
  { host, seen, cluster, role }: MintRequest,
): Promise<JoinMaterial> {
  const server = await host.files.readText(`${data}/server/token`);
  const token = server === undefined ? undefined : parseJoinText(server);
  if (token === undefined)
    throw refused(`this host is no server of ${title}`, "Make join material on a control plane.");
  const isEtcd = (await host.files.stat(`${database}/etcd`)) !== undefined;
  if (role === "control-plane" && !isEtcd)
    throw refused(
      "this cluster keeps its state in a file of this host (SQLite), which no second server can share",
      "Join workers; for more servers found the cluster anew with native.datastore: etcd.",
    );
  const agents = await host.files.readText(`${data}/server/agent-token`);
  const given = role === "worker" ? (parseJoinText(agents ?? "") ?? token) : token;
  const own = knownValue(seen.nodes)?.find(({ isThisHost }) => isThisHost)?.internalIp;
  const address = cluster.nodeIp ?? own;
  return {
    ...(address === undefined ? {} : { server: hostAndPort({ host: address, port: joinPort }) }),
    token: role === "worker" ? given.token.replace(/::server:/, "::node:") : given.token,
    ...(given.pin === undefined ? {} : { pin: given.pin }),
    role,
  };
}

function refused(message: string, hint: string): BringupError {
  return new BringupError("JOIN_NOT_OFFERED", message, { hint });
}
