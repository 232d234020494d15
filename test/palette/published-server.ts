// Over 120 lines: one server, read from the published description and strict about it.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ZodType, z } from "zod";

type Json = Record<string, unknown>;
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { in: string; schema?: Json }[];
  readonly responses: Record<string, { schema?: Json }>;
}

const DESCRIPTION = JSON.parse(
  readFileSync(new URL("../fixtures/palette/edgehosts.swagger.json", import.meta.url), "utf8"),
) as { paths: Record<string, Record<string, Operation>>; definitions: Record<string, Json> };

/** Nothing beyond what is described may be sent: a field with a typing error is a violation. */
const DEFINITIONS = Object.fromEntries(
  Object.entries(DESCRIPTION.definitions).map(([name, definition]) => [
    name,
    "properties" in definition && !("additionalProperties" in definition)
      ? { type: "object", ...definition, additionalProperties: false }
      : definition,
  ]),
);

function schemaOf(schema: Json): ZodType {
  const $schema = "http://json-schema.org/draft-07/schema#";
  return z.fromJSONSchema({ $schema, ...schema, definitions: DEFINITIONS } as Parameters<
    typeof z.fromJSONSchema
  >[0]);
}

interface Route {
  readonly operationId: string;
  readonly method: string;
  readonly path: RegExp;
  readonly body: ZodType | undefined;
  readonly status: number;
  readonly answer: ZodType | undefined;
  readonly shape: Described;
}

/** Paths without a variable first, as `/v1/edgehosts/tokens` is no host named tokens. */
const ROUTES: readonly Route[] = Object.entries(DESCRIPTION.paths)
  .sort(([a], [b]) => Number(a.includes("{")) - Number(b.includes("{")))
  .flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== "parameters")
      .map(([method, { operationId, parameters = [], responses }]) => {
        const [status = "200", response] = Object.entries(responses)[0] ?? [];
        const body = parameters.find((parameter) => parameter.in === "body")?.schema;
        return {
          operationId,
          method: method.toUpperCase(),
          path: new RegExp(`^${path.replace(/\{\w+\}/g, "([^/]+)")}$`),
          body: body && schemaOf(body),
          status: Number(status),
          answer: response?.schema && schemaOf(response.schema),
          shape: response?.schema ?? {},
        };
      }),
  );

export interface Seen {
  readonly operation: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** What is answered in place of doing it. */
export interface Habit {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

export interface Palette {
  readonly url: string;
  readonly seen: Seen[];
  /** What our side sent beside the description. */
  readonly violations: string[];
  readonly hosts: Map<string, Json>;
  /** By operation. */
  readonly habits: Map<string, Habit>;
  readonly tokens: Json[];
  readonly keys: Set<string>;
  /** Whether a registration token alone is enough, which the description does not say. */
  tokenIsEnough: boolean;
  /** An operator enters an ID. */
  enter(uid: string): void;
  /** A host that registers again stays what it was, as one in a cluster does. */
  keepsStatus: boolean;
  close(): Promise<void>;
}

export async function startPublishedPalette(t: {
  after(done: () => Promise<void>): void;
}): Promise<Palette> {
  const palette: Palette = {
    url: "",
    seen: [],
    violations: [],
    hosts: new Map(),
    habits: new Map(),
    tokens: [],
    keys: new Set(),
    tokenIsEnough: true,
    keepsStatus: false,
    enter: (uid) =>
      palette.hosts.set(uid, {
        metadata: { uid, name: uid },
        spec: { host: { hostUid: uid, hostAddress: "" } },
        status: { state: "unpaired" },
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => {
    void serve(palette, request, response).catch((thrown: unknown) => {
      palette.violations.push(String(thrown));
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => palette.close());
  return Object.assign(palette, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
}

async function serve(palette: Palette, request: IncomingMessage, response: ServerResponse) {
  const { method = "", url = "", headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const path = new URL(url, "http://x").pathname;
  const route = ROUTES.find((one) => one.method === method && one.path.test(path));
  if (route === undefined) {
    palette.violations.push(`${method} ${path} is not described`);
    return answer(response, { status: 404, body: "404 page not found\n", type: "text/plain" });
  }
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  palette.seen.push({ operation: route.operationId, headers, body });
  const checked = route.body?.safeParse(body);
  if (checked?.success === false) {
    palette.violations.push(`${route.operationId}: ${checked.error.message}`);
  }
  const habit = palette.habits.get(route.operationId);
  if (habit !== undefined) return answer(response, habit);
  const uid = decodeURIComponent(route.path.exec(path)?.[1] ?? "");
  const outcome = perform(palette, { operation: route.operationId, uid, headers, body });
  if (outcome.code !== undefined) return answer(response, refusal(outcome.code, outcome.status));
  if (route.answer === undefined) return answer(response, { status: route.status, body: "" });
  const value = shaped(route.shape, outcome.value);
  route.answer.parse(value);
  answer(response, { status: route.status, body: JSON.stringify(value) });
}

interface Call {
  readonly operation: string;
  readonly uid: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}
interface Outcome {
  readonly code?: string;
  readonly status?: number;
  readonly value?: unknown;
}

function perform(palette: Palette, call: Call): Outcome {
  const { hosts } = palette;
  const { operation, uid, body } = call;
  if (operation === "v1EdgeHostDevicesRegister") return register(palette, call);
  if (!isKnown(palette, call)) return { code: "Unauthorized", status: 401 };
  if (operation === "v1EdgeHostsTagsGet") return { value: {} };
  if (operation === "v1EdgeTokensList") return { value: { items: palette.tokens } };
  const host = hosts.get(uid);
  if (host === undefined) return { code: "ResourceNotFound" };
  switch (operation) {
    case "v1EdgeHostDevicesUidGet":
      return { value: host };
    case "v1EdgeHostDevicesUidUpdate":
      hosts.set(uid, { ...host, ...(body as Json) });
      return {};
    case "v1EdgeHostDevicesUidDelete":
      hosts.delete(uid);
      return {};
    case "v1EdgeHostDevicesHealthUpdate":
      hosts.set(uid, { ...host, status: { ...(host.status as Json), health: body } });
      return {};
    case "v1EdgeHostDeviceHostCheckSumUpdate": {
      const spec = host.spec as { host: Json };
      const { hostCheckSum } = body as Json;
      const kept = { ...spec, host: { ...spec.host, hostChecksum: hostCheckSum } };
      hosts.set(uid, { ...host, spec: kept });
      return {};
    }
    case "v1EdgeHostDevicesUidConfigGet":
      return { value: { clusterUids: (host.status as Json).clusters ?? [] } };
    default:
      return { code: "OperationNotSupported" };
  }
}

function register(palette: Palette, call: Call): Outcome {
  const device = call.body as { metadata: Json; spec: { host: Json } };
  const { hostUid, hostAuthToken, disableAutoRegister } = device.spec.host;
  const uid = String(hostUid);
  const token = palette.tokens.find(({ spec }) => (spec as Json).token === hostAuthToken);
  const mayCome = palette.tokenIsEnough || isKnown(palette, call);
  if (!mayCome) return { code: "Unauthorized", status: 401 };
  const isAuto = token !== undefined && disableAutoRegister !== true;
  if (hostAuthToken !== undefined && token === undefined) return { code: "InvalidEdgeToken" };
  if (!palette.hosts.has(uid) && !isAuto) return { code: "EdgeHostDeviceNotRegistered" };
  const project = (token?.spec as Json | undefined)?.defaultProject ?? device.spec.host.project;
  const host: Json = { ...device.spec.host, ...(project ? { project } : {}), hostAuthToken: "" };
  const kept = {
    ...device,
    spec: { ...device.spec, host },
    status: { state: "ready", inUseClustersRef: [] },
    ...(palette.keepsStatus && { status: palette.hosts.get(uid)?.status }),
  };
  palette.hosts.set(uid, kept);
  return { value: kept };
}

/** A session's token with the word Bearer before it is not one. */
function isKnown({ keys }: Palette, { headers }: Call): boolean {
  return keys.has(String(headers.apikey)) || keys.has(String(headers.authorization));
}

/** Business errors come with status 500; the code says what it is. */
export function refusal(code: string, status = 500): Habit {
  return { status, body: JSON.stringify({ code, message: `said by ${code}`, ref: "abc" }) };
}

interface Described {
  readonly $ref?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Record<string, Described & { readonly "x-omitempty"?: boolean }>;
  readonly items?: Described;
}

/** As the description has it: what is zero or empty is left out, but for fields that say otherwise. */
function shaped(schema: Described, value: unknown): unknown {
  const { properties, required = [], items } = resolved(schema);
  if (Array.isArray(value)) return value.map((inner) => shaped(items ?? {}, inner));
  if (properties === undefined || typeof value !== "object" || value === null) return value;
  const entries = Object.entries(properties).map(([name, property]) => {
    const inner = shaped(property, (value as Json)[name]);
    const isKept = required.includes(name) || property["x-omitempty"] === false;
    if (!isKept) return [name, isZero(inner) ? undefined : inner];
    return [name, inner ?? property.default ?? zeroOf(resolved(property))];
  });
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

function resolved(schema: Described): Described {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : ((DESCRIPTION.definitions[name] ?? {}) as Described);
}

function zeroOf({ type }: Described): unknown {
  if (type === "boolean") return false;
  if (type === "string") return "";
  return type === "array" ? [] : undefined;
}

function isZero(value: unknown): boolean {
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return isEmpty || [undefined, null, 0, "", false].includes(value as never);
}

function answer(response: ServerResponse, { status, body, type = "application/json" }: Habit) {
  response.writeHead(status, body === "" ? {} : { "content-type": type });
  response.end(body);
}
