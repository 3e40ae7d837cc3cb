// Whether the objects of one overlay fit each other, the services' configuration and the architecture: selectors that select, ports
// and names that exist, drain times that add up, and network policies that allow what the call graph says and nothing else.
import fs from "node:fs";
import path from "node:path";
import { containersOf, templateOf } from "./pod_security.mjs";
import { nameOf } from "./schema.mjs";

const ROOT = path.resolve(path.dirname(new URL(import.meta.url).pathname), "../..");
const SERVICES = ["catalog", "orders", "logistics", "feedback"];
const WORKLOADS = ["Deployment", "StatefulSet", "Job"];
// The database's own monitor.
const POSTGRES = "shopdesk-postgres";
const MADE_BY_CLOUDNATIVE_PG = ["shopdesk-postgres-app", "shopdesk-postgres-ca"];
// Whom the policies let in or out besides the services: direction, who, ports.
const OUTSIDE = {
  dns: "egress kube-system/k8s-app=kube-dns 53,53",
  scrape: "ingress monitoring/app.kubernetes.io/name=prometheus http",
  clients: "ingress shopdesk.dev/clients=true grpc",
  postgres: "egress cnpg.io/cluster=shopdesk-postgres 5432",
};

const read = (file) => fs.readFileSync(path.join(ROOT, file), "utf8");
const textOfLabels = (labels) => Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(",");
const matches = (selector, labels) => Object.entries(selector?.matchLabels ?? selector ?? {}).every(([key, value]) => labels[key] === value);

// Who calls or follows whom, from the table of docs/architecture.md.
function callGraph() {
  const edges = new Set();
  for (const line of read("docs/architecture.md").split("\n")) {
    const cells = line.split("|").map((cell) => cell.trim());
    if (!SERVICES.includes(cells[1])) continue;
    for (const callee of `${cells[2]} ${cells[3]}`.match(/\b(catalog|orders|logistics|feedback)\b/g) ?? []) edges.add(`${cells[1]} -> ${callee}`);
  }
  if (edges.size < 3) throw new Error("docs/architecture.md has no table of who calls whom");
  return edges;
}

class Overlay {
  constructor(objects) {
    this.objects = objects;
    this.workloads = objects.filter((object) => WORKLOADS.includes(object.kind));
    this.servers = this.workloads.filter((object) => templateOf(object).metadata.labels["app.kubernetes.io/component"] === "server");
  }
  of(kind) {
    return this.objects.filter((object) => object.kind === kind);
  }
  get(kind, name) {
    return this.of(kind).find((object) => object.metadata.name === name);
  }
  selected(selector) {
    return this.workloads.filter((object) => matches(selector, templateOf(object).metadata.labels));
  }
}

function* identities(overlay) {
  const seen = new Set();
  for (const object of overlay.objects) {
    if (seen.has(nameOf(object))) yield `${nameOf(object)} is there twice`;
    seen.add(nameOf(object));
    if (object.kind !== "Namespace" && object.metadata.namespace !== "shopdesk") yield `${nameOf(object)} is in no namespace of ours`;
  }
  for (const service of SERVICES) {
    for (const kind of ["Service", "ServiceAccount", "PodDisruptionBudget"]) {
      if (!overlay.get(kind, `shopdesk-${service}`)) yield `there is no ${kind} of ${service}`;
    }
  }
  if (overlay.servers.length !== SERVICES.length) yield `${overlay.servers.length} workloads serve, not ${SERVICES.length}`;
  const [, version] = read("CMakeLists.txt").match(/^project\(shopdesk VERSION (\S+)/m);
  for (const object of overlay.workloads) {
    for (const { image } of containersOf(templateOf(object).spec)) if (image !== `shopdesk:${version}`) yield `${nameOf(object)} runs ${image}, not ${version}`;
  }
  for (const account of overlay.of("ServiceAccount")) if (account.automountServiceAccountToken !== false) yield `${nameOf(account)} has a token`;
}

function* selectors(overlay) {
  for (const object of [...overlay.of("Service"), ...overlay.of("PodDisruptionBudget")]) {
    const found = overlay.selected(object.spec.selector);
    if (found.length !== 1 || found[0].metadata.name !== object.metadata.name) yield `${nameOf(object)} selects ${found.map(nameOf)}`;
    for (const port of (found.length === 1 && object.spec.ports) || []) {
      const has = containersOf(templateOf(found[0]).spec).some((container) =>
        container.ports?.some((each) => each.name === port.targetPort && each.containerPort === port.port));
      if (!has) yield `${nameOf(object)}: no container has port ${port.targetPort} ${port.port}`;
    }
  }
  for (const scaler of overlay.of("HorizontalPodAutoscaler")) {
    const { kind, name } = scaler.spec.scaleTargetRef;
    const target = overlay.get(kind, name);
    // On SQLite there is one, whatever it has to do: the autoscaler finds no Deployment.
    if (!target && !overlay.get("StatefulSet", name)) yield `${nameOf(scaler)} scales ${kind} ${name}, which isn't there`;
    if (target && "replicas" in target.spec) yield `${nameOf(target)} has replicas, and ${nameOf(scaler)} sets them`;
  }
  for (const monitor of overlay.of("PodMonitor").filter((each) => each.metadata.name !== POSTGRES)) {
    const found = overlay.selected(monitor.spec.selector);
    if (found.length !== SERVICES.length) yield `${nameOf(monitor)} selects ${found.map(nameOf)}`;
    for (const { port } of monitor.spec.podMetricsEndpoints) {
      for (const object of found) if (!templateOf(object).spec.containers[0].ports.some((each) => each.name === port)) yield `${nameOf(object)} has no port ${port}`;
    }
  }
}

// CloudNativePG's pods are watched, with the job that the rules name, and Prometheus gets there.
function* watched(overlay) {
  if (overlay.of("Cluster").length === 0 || overlay.of("PodMonitor").length === 0) return;
  const pods = { "cnpg.io/cluster": overlay.of("Cluster")[0].metadata.name };
  const monitor = overlay.get("PodMonitor", POSTGRES);
  if (!monitor || !matches(monitor.spec.selector, pods)) {
    yield `no PodMonitor selects ${textOfLabels(pods)}`;
    return;
  }
  for (const { port, relabelings } of monitor.spec.podMetricsEndpoints) {
    // What CloudNativePG calls its port 9187.
    if (port !== "metrics") yield `${nameOf(monitor)}: no container has port ${port}`;
    const job = relabelings.find((each) => each.targetLabel === "job")?.replacement;
    if (!read("deploy/prometheus/rules/postgres.yml").includes(`job="${job}"`)) yield `${nameOf(monitor)}: no rule reads the job ${job}`;
  }
  const policies = overlay.of("NetworkPolicy").filter((each) => matches(each.spec.podSelector, pods));
  const opened = policies.some(({ spec }) => spec.ingress.some((rule) => rule.ports.some(({ port }) => port === 9187) &&
    rule.from.some((peer) => peer.podSelector?.matchLabels["app.kubernetes.io/name"] === "prometheus")));
  if (policies.length > 0 && !opened) yield "no network policy lets Prometheus to the database's port 9187";
}

function* references(overlay) {
  const documented = read("docs/operations.md");
  const certificates = overlay.of("Certificate").map((object) => object.spec.secretName);
  for (const object of overlay.workloads) {
    const pod = templateOf(object).spec;
    if (pod.automountServiceAccountToken !== false) yield `${nameOf(object)}: its pods have a token`;
    if (!overlay.get("ServiceAccount", pod.serviceAccountName)) yield `${nameOf(object)}: there is no ServiceAccount ${pod.serviceAccountName}`;
    for (const source of (pod.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? [])) {
      if (source.configMap && !overlay.get("ConfigMap", source.configMap.name)) yield `${nameOf(object)}: there is no ConfigMap ${source.configMap.name}`;
      const secret = source.secret?.name;
      if (!secret || certificates.includes(secret) || (MADE_BY_CLOUDNATIVE_PG.includes(secret) && overlay.of("Cluster").length)) continue;
      // Whoever installs makes it.
      if (!documented.includes(secret.replace(/-(catalog|orders|logistics|feedback)-/, "-SERVICE-"))) yield `${nameOf(object)}: nobody makes the Secret ${secret}, and docs/operations.md doesn't tell how`;
    }
  }
}

// Backups are of the database that is there, in a store that is there; whoever restores one begins a log of his own.
function* backups(overlay) {
  const documented = read("docs/operations.md");
  for (const object of overlay.of("ScheduledBackup")) {
    const cluster = overlay.get("Cluster", object.spec.cluster.name);
    if (!cluster) yield `${nameOf(object)}: there is no Cluster ${object.spec.cluster.name}`;
    else if (!cluster.spec.plugins?.some((plugin) => plugin.name === object.spec.pluginConfiguration.name)) yield `${nameOf(object)} asks a plugin that ${nameOf(cluster)} hasn't`;
  }
  for (const { spec: { configuration: { s3Credentials } }, metadata } of overlay.of("ObjectStore")) {
    for (const { name } of Object.values(s3Credentials)) if (!documented.includes(name)) yield `ObjectStore ${metadata.name}: nobody makes the Secret ${name}, and docs/operations.md doesn't tell how`;
  }
  for (const object of overlay.of("Cluster")) {
    const { plugins = [], externalClusters = [], bootstrap } = object.spec;
    const written = plugins.map((plugin) => plugin.parameters);
    const kept = externalClusters.map(({ plugin }) => plugin.parameters);
    for (const { barmanObjectName } of [...written, ...kept]) if (!overlay.get("ObjectStore", barmanObjectName)) yield `${nameOf(object)}: there is no ObjectStore ${barmanObjectName}`;
    for (const { serverName } of written) if (kept.some((each) => each.serverName === serverName)) yield `${nameOf(object)} is restored from ${serverName}, and writes its log there`;
    if (Object.keys(bootstrap).length !== 1) yield `${nameOf(object)} begins in ${Object.keys(bootstrap).length} ways`;
    const { source } = bootstrap.recovery ?? {};
    if (source && !externalClusters.some((each) => each.name === source)) yield `${nameOf(object)} begins with ${source}, which isn't there`;
  }
}

function number(text, field) {
  return Number(text.match(new RegExp(`^\\s*${field}: (\\d+)`, "m"))?.[1]);
}

const mebibytes = (text) => Number(text.match(/^\d+/)[0]) * { Gi: 1024, Mi: 1 }[text.slice(-2)];

// What a service's memory comes to by docs/operations.md, "Capacity", whose bound under attack is what attack_test holds it to.
function memoryOf(service) {
  const bound = (whose) => Number(read("docs/operations.md").match(new RegExp(`^\\| memory of ${whose} \\| (\\d+) MiB`, "m"))?.[1] ?? 0);
  const [, attacked] = read("tests/attack/attack_test.py").match(/^MAX_RSS_MB = (\d+)$/m);
  if (bound("a service") !== Number(attacked)) throw new Error(`docs/operations.md tells another bound of memory than the ${attacked} MB of attack_test`);
  return bound("a service") + bound(`${service} besides`);
}

function* servers(overlay) {
  for (const object of overlay.servers) {
    const pod = templateOf(object).spec;
    const [server] = pod.containers;
    const service = templateOf(object).metadata.labels["app.kubernetes.io/name"];
    const config = overlay.of("ConfigMap").map((each) => each.data?.[`${service}.textproto`]).find(Boolean);
    if (!config) {
      yield `${nameOf(object)} has no configuration`;
      continue;
    }
    const says = (what, right) => (right ? [] : [`${nameOf(object)}: ${what}`]);
    const ports = Object.fromEntries(server.ports.map((port) => [port.name, port.containerPort]));
    yield* says("the ports aren't those of its configuration",
      config.includes(`grpc: "0.0.0.0:${ports.grpc}"`) && config.includes(`metrics: "0.0.0.0:${ports.http}"`));
    const wait = number(config, "drain_wait_ms");
    const drain = number(config, "drain_ms");
    yield* says("terminationGracePeriodSeconds must be more than drain_wait_ms and drain_ms together",
      pod.terminationGracePeriodSeconds * 1000 > wait + drain + 5000);
    const { readinessProbe: ready, livenessProbe: live, startupProbe: startup } = server;
    yield* says("drain_wait_ms must be more than the readiness probe takes to fail", wait > ready.periodSeconds * ready.failureThreshold * 1000);
    yield* says("liveness and startup are /livez, readiness is /readyz",
      ready.httpGet.path === "/readyz" && live.httpGet.path === "/livez" && startup.httpGet.path === "/livez");
    const { requests, limits } = server.resources;
    yield* says("memory requests and limits must be the same, CPU requested and not limited",
      requests.memory === limits.memory && requests.cpu && !limits.cpu);
    yield* says(`its memory is ${limits.memory}, and it may take ${memoryOf(service)} MiB`, mebibytes(limits.memory) >= memoryOf(service));
    if (object.kind === "Deployment") yield* says("maxUnavailable must be 0", object.spec.strategy.rollingUpdate.maxUnavailable === 0);
    yield* says("minReadySeconds", object.spec.minReadySeconds > 0);
    yield* says("the topology spread selects others", pod.topologySpreadConstraints.every((each) => overlay.selected(each.labelSelector).length === 1));
    const sqlite = object.kind === "StatefulSet";
    yield* says("storage doesn't fit the kind of workload", config.includes("postgres {") !== sqlite);
    for (const [, peer, target] of config.matchAll(/^ {2}(\w+): "(dns:[^"]*)"$/gm)) {
      const callee = overlay.get("Service", `shopdesk-${peer}`);
      yield* says(`peer ${peer} is ${target}`, callee && target === `dns:///shopdesk-${peer}:${callee.spec.ports.find((port) => port.name === "grpc").port}`);
    }
  }
}

function* certificates(overlay) {
  const known = [...read("deploy/config/authorization.textproto").matchAll(/sans: "([^"]+)"/g)].map((found) => found[1]);
  for (const object of overlay.of("Certificate").filter((each) => !each.spec.isCA)) {
    for (const uri of object.spec.uris) {
      // Catalog and logistics call nobody.
      if (!known.includes(uri) && !/\/(catalog|logistics)$/.test(uri)) yield `${nameOf(object)}: the authorization file doesn't know ${uri}`;
    }
    const service = SERVICES.find((each) => object.metadata.name === `shopdesk-${each}`);
    if (service && !object.spec.dnsNames.includes(`shopdesk-${service}`)) yield `${nameOf(object)} isn't good for shopdesk-${service}`;
  }
}

// --- network policies ---

// Whether one of the rules lets the pod through to or from at the port; outside peers are none of ours.
function allows(rules, key, labels, port) {
  return (rules ?? []).some((rule) => {
    const peers = rule[key] ?? [];
    const ports = rule.ports ?? [];
    const portAllowed = ports.length === 0 || ports.some((each) => each.port === port.number || each.port === port.name);
    const peerAllowed = peers.length === 0 || peers.some((each) => each.podSelector && !each.namespaceSelector && matches(each.podSelector, labels));
    return portAllowed && peerAllowed;
  });
}

function outsideOf(policy) {
  const found = [];
  for (const [direction, key] of [["ingress", "from"], ["egress", "to"]]) {
    for (const rule of policy.spec[direction] ?? []) {
      for (const peer of rule[key] ?? [{}]) {
        const pods = peer.podSelector?.matchLabels ?? {};
        if (peer.podSelector && !peer.namespaceSelector && pods["app.kubernetes.io/component"] === "server") continue;
        const namespace = peer.namespaceSelector?.matchLabels ?? {};
        const { "kubernetes.io/metadata.name": name, ...others } = namespace;
        const who = [name, textOfLabels({ ...others, ...pods })].filter(Boolean).join("/") || JSON.stringify(peer);
        found.push(`${direction} ${who} ${(rule.ports ?? []).map((port) => port.port)}`);
      }
    }
  }
  return found;
}

function* network(overlay) {
  const policies = overlay.of("NetworkPolicy");
  if (policies.length === 0) return;
  const of = (object, type) => policies.filter((policy) => policy.spec.policyTypes.includes(type) &&
    matches(policy.spec.podSelector, templateOf(object).metadata.labels));
  for (const object of overlay.workloads) {
    for (const type of ["Ingress", "Egress"]) if (of(object, type).length === 0) yield `${nameOf(object)}: no policy restricts its ${type}`;
  }
  const expected = callGraph();
  const nameOfService = (object) => templateOf(object).metadata.labels["app.kubernetes.io/name"];
  for (const caller of overlay.workloads) {
    for (const callee of overlay.workloads) {
      for (const port of templateOf(callee).spec.containers[0].ports ?? []) {
        const named = { number: port.containerPort, name: port.name };
        const out = of(caller, "Egress").some((policy) => allows(policy.spec.egress, "to", templateOf(callee).metadata.labels, named));
        const into = of(callee, "Ingress").some((policy) => allows(policy.spec.ingress, "from", templateOf(caller).metadata.labels, named));
        const edge = `${nameOfService(caller)} -> ${nameOfService(callee)}`;
        const wanted = port.name === "grpc" && expected.has(edge) && caller.kind !== "Job";
        if (out !== wanted) yield `${edge} ${port.name}: egress of ${nameOf(caller)} is ${out ? "allowed" : "denied"}`;
        if (into !== wanted) yield `${edge} ${port.name}: ingress of ${nameOf(callee)} is ${into ? "allowed" : "denied"}`;
      }
    }
  }
  const outside = new Set(policies.filter((policy) => overlay.selected(policy.spec.podSelector).length > 0).flatMap(outsideOf));
  const postgres = overlay.of("Deployment").length > 0;
  const wanted = new Set(Object.entries(OUTSIDE).filter(([name]) => name !== "postgres" || postgres).map(([, text]) => text));
  for (const text of outside) if (!wanted.has(text)) yield `the network policies also allow: ${text}`;
  for (const text of wanted) if (!outside.has(text)) yield `no network policy allows: ${text}`;
}

export function checkWiring(objects) {
  const overlay = new Overlay(objects);
  return [identities, selectors, watched, references, backups, servers, certificates, network].flatMap((check) => [...check(overlay)]);
}
