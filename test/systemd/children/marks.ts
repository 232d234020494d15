// `ADMIN_CONF put NAME`: a ConfigMap of that name by the API of the cluster; `ADMIN_CONF list`: those there are.
import { readFileSync } from "node:fs";
import { request } from "node:https";

const PATH = "/api/v1/namespaces/default/configmaps";
const LIMIT_MS = 60_000;

const [file = "", verb, ...names] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const server = /^\s*server: (\S+)$/m.exec(text)?.[1] ?? "";
const [ca, cert, key] = [
  "certificate-authority-data",
  "client-certificate-data",
  "client-key-data",
].map((name) => Buffer.from(new RegExp(`${name}: (\\S+)`).exec(text)?.[1] ?? "", "base64"));

function ask(method: string, name: string, body?: object): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { "content-type": "application/apply-patch+yaml" };
  const url = `${server}${PATH}/${name}?fieldManager=marks&force=true`;
  const asked = request(url, { method, ca, cert, key, headers, agent: false }, (response) => {
    response.resume();
    response.on("end", () => resolve(response.statusCode ?? 0));
  });
  asked.on("error", reject);
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}

/** Waits for an API that is on its way up. */
async function answered(method: string, name: string, body?: object): Promise<number> {
  const until = performance.now() + LIMIT_MS;
  for (;;) {
    const status = await ask(method, name, body).catch(() => 0);
    if (status !== 0 && status !== 503) return status;
    if (performance.now() > until) throw new Error(`${server} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

for (const name of names) {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { mark: name } };
  const status =
    verb === "put" ? await answered("PATCH", name, object) : await answered("GET", name);
  const isThere = status < 300;
  if (isThere) process.stdout.write(`${name}\n`);
  if (!isThere && status !== 404) throw new Error(`${verb} ${name}: ${status}`);
}
