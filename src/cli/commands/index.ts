import type { CliCommand } from "../command.ts";
import { agent } from "./agent.ts";
import { airgap } from "./airgap.ts";
import { apply } from "./apply.ts";
import { audit } from "./audit.ts";
import { certificates } from "./certificates.ts";
import { check } from "./check.ts";
import { clock } from "./clock.ts";
import { cluster } from "./cluster.ts";
import { content } from "./content.ts";
import { converge } from "./converge.ts";
import { desired } from "./desired.ts";
import { doctor } from "./doctor.ts";
import { drives } from "./drives.ts";
import { explain } from "./explain.ts";
import { exportDocument } from "./export.ts";
import { id } from "./id.ts";
import { install } from "./install.ts";
import { keyboard } from "./keyboard.ts";
import { log } from "./log.ts";
import { logs } from "./logs.ts";
import { network } from "./network.ts";
import { plan } from "./plan.ts";
import { plane } from "./plane.ts";
import { power } from "./power.ts";
import { practise } from "./practise.ts";
import { profile } from "./profile.ts";
import { proxy } from "./proxy.ts";
import { reach } from "./reach.ts";
import { register } from "./register.ts";
import { run } from "./run.ts";
import { status } from "./status.ts";
import { support } from "./support.ts";
import { userData } from "./user-data.ts";
import { validate } from "./validate.ts";

/** In the order of the help: the order of the walk. */
export const COMMANDS: readonly CliCommand[] = [
  check,
  drives,
  reach,
  doctor,
  validate,
  plan,
  apply,
  converge,
  status,
  register,
  airgap,
  desired,
  run,
  network,
  power,
  practise,
  cluster,
  content,
  profile,
  proxy,
  certificates,
  clock,
  keyboard,
  install,
  exportDocument,
  userData,
  id,
  log,
  logs,
  support,
  audit,
  explain,
  plane,
  agent,
];
