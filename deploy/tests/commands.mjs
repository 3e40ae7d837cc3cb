// Whether the kubectl commands of docs/ name what the overlays have: kinds, names, Secrets and their keys, labels, containers. A block
// of commands must fit one of the overlays as a whole; that of a named overlay (```sh ha) the one; those of the alerts, which may come of
// either, both embedded and ha.
import fs from "node:fs";
import path from "node:path";
import { containersOf, templateOf } from "./pod_security.mjs";

const ROOT = path.resolve(path.dirname(new URL(import.meta.url).pathname), "../..");
const SERVICES = ["catalog", "orders", "logistics", "feedback"];
const SHIPPED = ["embedded.yaml", "ha.yaml"];
const ALERTS = "docs/runbooks/alerts/";
// How commands write the kinds.
const KINDS = {
  Backup: ["backups.postgresql.cnpg.io"], Certificate: ["certificate", "certificates"], CertificateRequest: ["certificaterequest"], ConfigMap: ["configmap"],
  Cluster: ["clusters.postgresql.cnpg.io"], Deployment: ["deployment", "deployments"], Event: ["events"],
  HorizontalPodAutoscaler: ["hpa"], Issuer: ["issuer"], Job: ["job", "jobs"], PersistentVolumeClaim: ["pvc"], Pod: ["pod", "pods"],
  ScheduledBackup: ["scheduledbackups.postgresql.cnpg.io"], Secret: ["secret"], Service: ["service"], StatefulSet: ["statefulset"],
};
const KIND_OF = Object.fromEntries(Object.entries(KINDS).flatMap(([kind, names]) => names.map((name) => [name, kind])));
// What controllers make when they have something to tell; it has none of our labels.
const MADE_AS_NEEDED = ["CertificateRequest", "Event"];
// Of the options that take a value in the next word.
const WITH_VALUE = ["-n", "-l", "-L", "-c", "-o", "-f", "-k", "-p"];
const ROLLED = ["Deployment", "StatefulSet"];
// Of who runs the cluster, and what isn't in a namespace.
const NAMESPACES_OF_OTHERS = ["cert-manager", "cnpg-system", "monitoring"];
const WITHOUT_NAMESPACE = ["crd", "nodes", "storageclass"];

// --- what there is ---

function resourcesOf(objects) {
  const found = objects.map((object) => ({ kind: object.kind, name: object.metadata.name, labels: object.metadata.labels ?? {}, object }));
  for (const object of objects.filter((each) => ["Deployment", "StatefulSet", "Job"].includes(each.kind))) {
    const { metadata, spec } = templateOf(object);
    // Only those of a StatefulSet have names that one knows.
    const name = object.kind === "StatefulSet" ? `${object.metadata.name}-0` : undefined;
    found.push({ kind: "Pod", name, labels: metadata.labels, containers: containersOf(spec).map((each) => each.name) });
    for (const claim of object.spec.volumeClaimTemplates ?? []) found.push({ kind: "PersistentVolumeClaim", name: `${claim.metadata.name}-${name}`, labels: {} });
    for (const { secret } of (spec.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? [])) {
      if (secret) found.push({ kind: "Secret", name: secret.name, labels: {}, keys: secret.items.map((item) => item.key) });
    }
  }
  for (const { spec } of objects.filter((each) => each.kind === "Certificate")) {
    found.push({ kind: "Secret", name: spec.secretName, labels: {}, keys: ["tls.crt", "tls.key", "ca.crt"] });
  }
  for (const { spec: { configuration: { s3Credentials } } } of objects.filter((each) => each.kind === "ObjectStore")) {
    const keys = Object.values(s3Credentials);
    found.push({ kind: "Secret", name: keys[0].name, labels: {}, keys: keys.map(({ key }) => key) });
  }
  for (const { metadata: { name } } of objects.filter((each) => each.kind === "ScheduledBackup")) found.push({ kind: "Backup", name: `${name}-*`, labels: {} });
  for (const { metadata: { name } } of objects.filter((each) => each.kind === "Cluster")) {
    // What CloudNativePG makes of a Cluster.
    for (const role of ["rw", "ro", "r"]) found.push({ kind: "Service", name: `${name}-${role}`, labels: {}, containers: ["postgres"] });
    for (const [instance, role] of [[1, "primary"], [2, "replica"], [3, "replica"]]) {
      found.push({ kind: "PersistentVolumeClaim", name: `${name}-${instance}`, labels: {} });
      found.push({ kind: "Pod", name: `${name}-${instance}`, labels: { "cnpg.io/cluster": name, "cnpg.io/instanceRole": role }, containers: ["postgres"] });
    }
  }
  return found;
}

// --- what is asked for ---

// The words of a line of the shell; its pipes, lists and groups part commands. What a variable holds isn't known: "*".
function commandsOf(text) {
  const commands = [[]];
  const word = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\$\{[^}]*\}|\\.|[^\s|&;()<>"'\\])+|\|\|?|&&?|;|[()]|\d?>+&?|<|\n/g;
  for (const [token] of text.replace(/\\\n/g, " ").replace(/(^|\s)#.*$/gm, "").matchAll(word)) {
    if (/^(\|\|?|&&?|;|[()]|\n)$/.test(token)) commands.push([]);
    else commands.at(-1).push(token.replace(/\$\{[^}]*\}|\$\w+/g, "*").replace(/["']/g, ""));
  }
  return commands.map((words) => (words[0] === "do" || words[0] === "then" ? words.slice(1) : words)).filter((words) => words[0] === "kubectl");
}

function asked(words) {
  const end = words.indexOf("--");
  const options = {};
  const rest = [];
  const given = words.slice(1, end < 0 ? undefined : end);
  for (let i = 0; i < given.length; ++i) {
    const [, option, value] = given[i].match(/^(--?[\w-]+)(?:=(.*))?$/s) ?? [];
    if (/^\d?[<>]/.test(given[i])) ++i;
    else if (!option) rest.push(given[i]);
    else (options[option] ??= []).push(value ?? (WITH_VALUE.includes(option) ? given[++i] : true));
  }
  return { options, verb: rest[0], rest: rest.slice(1) };
}

// A variable, or SERVICE in a text, stands for each of the services.
const namesOf = (name) => (name.includes("*") || name.includes("SERVICE") ? SERVICES.map((service) => name.replace(/\*|SERVICE/, service)) : [name]);

// "TYPE,TYPE NAME", "TYPE/NAME", or all of the types.
function targetsOf(rest) {
  if (rest[0]?.includes("/")) return rest.map((each) => each.split("/")).map(([type, name]) => ({ types: [type], names: [name] }));
  return [{ types: rest[0]?.split(",") ?? [], names: rest.slice(1) }];
}

// --- whether it is there ---

function* lacks(resources, { options, verb, rest }) {
  if (["apply", "kustomize"].includes(verb)) {
    const folder = options["-k"]?.[0] ?? (verb === "kustomize" ? rest[0] : undefined);
    if (folder && folder !== "cluster") yield `${folder} is applied, not the overlay of the operator's own`;
    return;
  }
  // Of the whole cluster, or of objects that come from elsewhere; `cnpg` names a Cluster.
  if (["diff", "drain", "replace"].includes(verb) || (verb === "create" && rest[0] === "namespace")) return;
  if (NAMESPACES_OF_OTHERS.includes(options["-n"]?.[0]) || WITHOUT_NAMESPACE.includes(rest[0])) return;
  if (options["-n"]?.[0] !== "shopdesk") yield "it doesn't say -n shopdesk";
  if (verb === "create") {
    yield* created(resources, options, rest);
    return;
  }
  if (verb === "cp") rest = [`pod/${rest.find((each) => each.includes(":"))?.split(":")[0]}`];
  else if (verb === "cnpg") rest = ["clusters.postgresql.cnpg.io", ...rest.slice(1)];
  else if (verb === "rollout") rest = rest.slice(1);
  else if (verb === "top") rest = rest.slice(0, 1);
  else if (["exec", "logs", "port-forward"].includes(verb)) rest = options["-l"] ? ["pods"] : rest.slice(0, 1).map((each) => (each.includes("/") ? each : `pod/${each}`));
  else if (!["annotate", "delete", "describe", "get", "patch", "scale", "wait"].includes(verb)) yield `nobody knows kubectl ${verb} here`;
  for (const { types, names } of targetsOf(rest)) yield* target(resources, options, verb, types, names);
}

function* created(resources, options, rest) {
  const [kind, , name] = rest;
  if (kind !== "secret") yield `nobody knows kubectl create ${kind} here`;
  for (const each of namesOf(name)) {
    const keys = resources.filter((found) => found.kind === "Secret" && found.name === each).flatMap((found) => found.keys);
    if (keys.length === 0) yield `no pod mounts a Secret ${each}`;
    for (const given of [...(options["--from-file"] ?? []), ...(options["--from-literal"] ?? [])]) {
      const key = given.includes("=") ? given.split("=")[0] : path.basename(given);
      if (keys.length && !keys.includes(key)) yield `no pod reads the key ${key} of the Secret ${each}`;
    }
  }
}

function* target(resources, options, verb, types, names) {
  const kinds = types.map((type) => KIND_OF[type]);
  for (const [i, kind] of kinds.entries()) if (!kind) yield `nobody knows the kind ${types[i]} here`;
  if (kinds.includes(undefined)) return;
  if (["rollout", "scale"].includes(verb) && !kinds.every((kind) => ROLLED.includes(kind))) yield `a ${kinds} has no roll-out`;
  const file = options["--patch-file"]?.[0];
  if (file && !(file.startsWith("shopdesk/") && fs.existsSync(path.join(ROOT, file.slice("shopdesk/".length))))) yield `there is no file ${file}`;
  let found = resources.filter((each) => kinds.includes(each.kind));
  if (found.length === 0 && !kinds.some((kind) => MADE_AS_NEEDED.includes(kind))) yield `there is no ${kinds.join(" or ")}`;
  // POD is one that the reader fills in.
  for (const name of names.flatMap(namesOf).filter((each) => !/^[A-Z]+$/.test(each))) {
    const named = found.filter((each) => each.name === name);
    if (named.length === 0) yield `there is no ${kinds} ${name}`;
    for (const [, key] of (options["-o"]?.[0] ?? "").matchAll(/\{\.data\.((?:\\.|[\w-])+)\}/g)) {
      const keys = named.flatMap((each) => each.keys ?? []);
      if (!keys.includes(key.replace(/\\+/g, ""))) yield `the Secret ${name} has no ${key}`;
    }
  }
  if (options["-l"]) {
    for (const kind of kinds) if (MADE_AS_NEEDED.includes(kind)) yield `a ${kind} has no labels`;
    const labels = options["-l"][0].split(",").map((label) => label.split("="));
    const variants = labels.some(([, value]) => value === "*") ? SERVICES : [""];
    const of = (service) => found.filter((each) => labels.every(([key, value]) => each.labels[key] === (value === "*" ? service : value)));
    for (const service of variants) if (of(service).length === 0) yield `no ${kinds.join(" or ")} has the label ${options["-l"][0].replace("*", service)}`;
    found = variants.flatMap(of);
  }
  const container = options["-c"]?.[0];
  const there = found.filter((each) => each.containers).filter((each) => names.length === 0 || names.flatMap(namesOf).includes(each.name));
  if (container && !there.some((each) => each.containers.includes(container))) yield `no container is called ${container}`;
}

// --- pages ---

// Blocks, and the overlay that they are for, if any.
function* blocksOf(file, text) {
  for (const [, info, body] of text.matchAll(/^ *```(\w*(?: \w+)?)\n(.*?)^ *```$/gms)) if (info.startsWith("sh")) yield [body, `${info.split(" ")[1]}.yaml`];
  // In a sentence; `kubectl drain` alone is no command.
  for (const [, body] of text.replace(/^ *```.*?^ *```$/gms, "").matchAll(/`(kubectl [^`]* [^`]*)`/g)) yield [body];
}

export function readPages() {
  return Object.fromEntries(fs.readdirSync(path.join(ROOT, "docs"), { recursive: true }).filter((file) => file.endsWith(".md"))
    .map((file) => [`docs/${file}`, fs.readFileSync(path.join(ROOT, "docs", file), "utf8")]));
}

// `overlays`: objects by the name of their file; `pages`: text by path; `parse`: objects of a text in YAML.
export function checkCommands(overlays, pages, parse) {
  const available = Object.entries(overlays).map(([file, objects]) => ({ file, resources: resourcesOf(objects) }));
  const findings = [];
  for (const [file, text] of Object.entries(pages)) {
    // What the operator adds to the overlay, as the page says.
    const added = resourcesOf([...text.matchAll(/^ *```yaml\n(.*?)^ *```$/gms)].flatMap(([, yaml]) => parse(yaml, file)).filter((object) => object.metadata));
    for (const [block, overlay] of blocksOf(file, text)) {
      const commands = commandsOf(block);
      const lack = ({ resources }) => commands.flatMap((words) => [...lacks([...resources, ...added], asked(words))].map((what) => `${file}: ${words.join(" ")}: ${what}`));
      // Where the database is CloudNativePG's, there is no embedded one.
      const both = file.startsWith(ALERTS) && !/cnpg|shopdesk-postgres/.test(block);
      const every = SHIPPED.includes(overlay) ? [overlay] : both ? SHIPPED : [];
      const tried = available.map((each) => ({ ...each, found: lack(each) }));
      if (every.length > 0) findings.push(...tried.filter((each) => every.includes(each.file)).flatMap((each) => each.found.map((what) => `${what} in ${each.file}`)));
      else if (tried.every((each) => each.found.length > 0)) findings.push(...tried.reduce((least, each) => (each.found.length < least.found.length ? each : least)).found);
    }
  }
  return findings;
}
