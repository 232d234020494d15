import { z } from "zod";
import { readJson } from "../../../json/index.ts";
import type { ApiResponse } from "../../stand-in/api.ts";
import {
  type Member,
  memberId,
  membersIn,
  putMembers,
  withoutMember,
} from "../../stand-in/members.ts";
import type { ObjectStore } from "../../stand-in/objects.ts";
import { json } from "../../stand-in/replies.ts";
import type { Disk } from "./disk.ts";

const MANIFEST = "/etc/kubernetes/manifests/etcd.yaml";

export interface Etcd {
  readonly disk: Disk;
  readonly store: ObjectStore;
  readonly nowMs: number;
  save(): void;
}

/** As its static pod is told; `undefined`: there is no member on this host. */
export function ownMember(disk: Disk): Member | undefined {
  const text = disk.read(MANIFEST) ?? "";
  const name = /- --name=(\S+)/.exec(text)?.[1];
  const address = /--advertise-client-urls=https:\/\/(\S+):2379/.exec(text)?.[1];
  if (name === undefined || address === undefined) return undefined;
  return { id: memberId(name), name, node: name, address };
}

/** Whoever joins is a voter at once; asked again, it is one already. */
export function addMember(given: string, etcd: Etcd): void {
  const own = ownMember(etcd.disk);
  const wish = z.object({ name: z.string(), address: z.string() }).safeParse(readJson(given)).data;
  if (own === undefined || wish === undefined) return;
  const { members, removed } = listIn(etcd.store, own);
  const newcomer = { id: memberId(wish.name), node: wish.name, ...wish };
  const others = members.filter(({ name }) => name !== wish.name);
  putMembers(etcd.store, { members: [...others, newcomer], removed }, etcd.nowMs);
  etcd.save();
}

/** The JSON gateway of etcd, as the founder answers it: the store of the cluster is behind it. */
export function answerGateway(path: string, body: string, etcd: Etcd): ApiResponse | undefined {
  const own = ownMember(etcd.disk);
  if (own === undefined) return undefined;
  const list = listIn(etcd.store, own);
  if (path === "/v3/cluster/member/remove") {
    const { ID = "0" } = z.object({ ID: z.string() }).safeParse(readJson(body)).data ?? {};
    const gone = list.members.find(({ id }) => decimal(id) === ID);
    if (gone === undefined) return json(404, { code: 5, message: "etcdserver: member not found" });
    putMembers(etcd.store, withoutMember(list, gone.id), etcd.nowMs);
    etcd.save();
    return json(200, {});
  }
  const header = { member_id: decimal(own.id), raft_term: "2" };
  if (path === "/v3/cluster/member/list")
    return json(200, { header, members: list.members.map(shown) });
  const entries = "7";
  return json(200, {
    ...{ header, version: "3.6.8", leader: decimal(own.id), dbSize: `${etcd.store.text().length}` },
    ...{ raftIndex: entries, raftAppliedIndex: entries },
  });
}

/** What another member says: the same, under its own number. */
export function asMember(answer: string, { id }: Member): string {
  return answer.replace(/"member_id":"\d+"/, `"member_id":"${decimal(id)}"`);
}

function listIn(store: ObjectStore, own: Member) {
  const list = membersIn(store);
  return list.members.length > 0 ? list : { ...list, members: [own] };
}

function shown({ id, name, address }: Member) {
  const urls = { peerURLs: [`https://${address}:2380`], clientURLs: [`https://${address}:2379`] };
  return { ID: decimal(id), name, ...urls };
}

function decimal(id: string): string {
  return BigInt(`0x${id}`).toString();
}
