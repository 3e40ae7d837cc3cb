// usage: node check.mjs TOOLS schema|pod-security|wiring|commands FILE...
// Checks rendered overlays, a file each; TOOLS is where the packages are installed. Prints what is wrong, and ends with 1 if
// anything is. Each check is first tried on planted mistakes: one that doesn't see them checks nothing.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { checkCommands, readPages } from "./commands.mjs";
import { checkPodSecurity, templateOf } from "./pod_security.mjs";
import { checkSchemas, nameOf } from "./schema.mjs";
import { checkWiring } from "./wiring.mjs";

const [installed, what, ...files] = process.argv.slice(2);
const tools = path.resolve(installed);
const { parseAllDocuments } = createRequire(path.join(tools, "package.json"))("yaml");

function parse(text, file) {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length) throw new Error(`${file}: ${document.errors[0].message}`);
    return document.toJS();
  }).filter(Boolean);
}

const load = (file) => parse(fs.readFileSync(file, "utf8"), file);

// Each object once, in however many overlays it is.
function distinct(overlays) {
  return [...new Map(overlays.flat().map((object) => [JSON.stringify(object), object])).values()];
}

const server = (objects) => objects.find((object) => object.kind === "Deployment");
const podOf = (objects) => templateOf(server(objects)).spec;
const contextOf = (objects) => podOf(objects).containers[0].securityContext;
const get = (objects, kind, name) => objects.find((object) => object.kind === kind && (!name || object.metadata.name === name));

// Mistakes that are planted into an overlay with all components, by check.
const PLANTED = {
  schema: {
    "an unknown field of a pod": (all) => (podOf(all).terminationGracePeriodSecond = 3),
    "an unknown field of a container": (all) => (podOf(all).containers[0].readinesProbe = {}),
    "a field of a wrong type": (all) => (server(all).spec.minReadySeconds = "soon"),
    "an unknown value": (all) => (podOf(all).restartPolicy = "Sometimes"),
    "a required field that is missing": (all) => delete podOf(all).containers[0].name,
    "an unknown field of a certificate": (all) => (get(all, "Certificate").spec.dnsName = "a"),
    "a certificate without a Secret": (all) => delete get(all, "Certificate").spec.secretName,
    "an unknown field of a monitor": (all) => (get(all, "PodMonitor").spec.podMetricsEndpoints[0].intervall = "5s"),
    "an unknown field of a database": (all) => (get(all, "Cluster").spec.postgresql.synchronous.quorum = 1),
    "a required field of a database's recovery": (all) => delete get(all, "Cluster").spec.bootstrap.recovery.source,
    "an unknown field of a backup": (all) => (get(all, "ScheduledBackup").spec.clusterName = "shopdesk-postgres"),
    "a schedule without seconds": (all) => (get(all, "ScheduledBackup").spec.schedule = "0 2 * * *"),
    "an unknown field of an object store": (all) => (get(all, "ObjectStore").spec.configuration.serverName = "shopdesk-postgres"),
    "an unknown kind": (all) => (get(all, "PodDisruptionBudget").apiVersion = "policy/v1beta1"),
  },
  "pod-security": {
    "a privileged container": (all) => (contextOf(all).privileged = true),
    "escalation": (all) => delete contextOf(all).allowPrivilegeEscalation,
    "root": (all) => (contextOf(all).runAsUser = 0),
    "perhaps root": (all) => (delete contextOf(all).runAsNonRoot, delete podOf(all).securityContext.runAsNonRoot),
    "no seccomp profile": (all) => (delete contextOf(all).seccompProfile, delete podOf(all).securityContext.seccompProfile),
    "capabilities": (all) => (contextOf(all).capabilities = { drop: ["ALL"], add: ["NET_ADMIN"] }),
    "capabilities kept": (all) => delete contextOf(all).capabilities,
    "a path of the host": (all) => podOf(all).volumes.push({ name: "host", hostPath: { path: "/" } }),
    "the host's network": (all) => (podOf(all).hostNetwork = true),
  },
  wiring: {
    "a Service that selects nothing": (all) => (get(all, "Service").spec.selector["app.kubernetes.io/name"] = "other"),
    "a database that nobody watches": (all) => (get(all, "PodMonitor", "shopdesk-postgres").spec.selector.matchLabels["cnpg.io/cluster"] = "postgres"),
    "a database's job that no rule reads": (all) => (get(all, "PodMonitor", "shopdesk-postgres").spec.podMetricsEndpoints[0].relabelings[0].replacement = "postgres"),
    "a database that Prometheus doesn't reach": (all) => get(all, "NetworkPolicy", "shopdesk-postgres").spec.ingress.pop(),
    "a port that isn't there": (all) => (get(all, "Service").spec.ports[0].port = 7999),
    "a ConfigMap that isn't there": (all) => (podOf(all).volumes.find((each) => each.projected).projected.sources[0].configMap.name = "none"),
    "a Secret that nobody makes": (all) => (podOf(all).volumes.find((each) => each.projected).projected.sources[3].secret.name = "none-made"),
    "a drain longer than the grace": (all) => (podOf(all).terminationGracePeriodSeconds = 20),
    "a CPU limit": (all) => (podOf(all).containers[0].resources.limits.cpu = "1"),
    "memory that is too little": (all) => Object.values(podOf(all).containers[0].resources).forEach((each) => (each.memory = "512Mi")),
    "liveness that is readiness": (all) => (podOf(all).containers[0].livenessProbe.httpGet.path = "/readyz"),
    "a pod without a policy": (all) => delete templateOf(server(all)).metadata.labels["app.kubernetes.io/part-of"],
    "an edge too many": (all) => {
      const policy = structuredClone(get(all, "NetworkPolicy", "shopdesk-orders-to-catalog"));
      policy.metadata.name = "shopdesk-feedback-to-catalog";
      policy.spec.podSelector.matchLabels["app.kubernetes.io/name"] = "feedback";
      all.push(policy);
    },
    "an edge too few": (all) => all.splice(all.indexOf(get(all, "NetworkPolicy", "shopdesk-orders-to-catalog")), 1),
    "a way out": (all) => get(all, "NetworkPolicy", "shopdesk-dns").spec.egress.push({ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }),
    "a backup of another database": (all) => (get(all, "ScheduledBackup").spec.cluster.name = "postgres"),
    "a log that goes to no store": (all) => (get(all, "Cluster").spec.plugins[0].parameters.barmanObjectName = "backups"),
    "a restored log that goes on in the old one": (all) => {
      const { plugins, externalClusters } = get(all, "Cluster").spec;
      plugins[0].parameters.serverName = externalClusters[0].plugin.parameters.serverName;
    },
    "replicas beside an autoscaler": (all) => (server(all).spec.replicas = 3),
    "a token": (all) => (podOf(all).automountServiceAccountToken = true),
    "an unknown certificate": (all) => (get(all, "Certificate", "shopdesk-orders").spec.uris = ["spiffe://elsewhere/orders"]),
  },
  // Commands of a page for an alert; of a runbook where they are for one overlay.
  commands: {
    "a Secret that isn't there": "kubectl -n shopdesk get secret shopdesk-keyring -o jsonpath='{.data.keyring}' | base64 -d >keyring",
    "a key that isn't there": "kubectl -n shopdesk get secret shopdesk-orders-keyring -o jsonpath='{.data.ring}'",
    "a Secret that no pod mounts": "kubectl -n shopdesk create secret generic shopdesk-keyring --from-file=keyring | kubectl apply -f -",
    "a key that no pod reads": "for service in catalog; do kubectl -n shopdesk create secret generic shopdesk-$service-keyring --from-file=ring; done",
    "a label that nothing has": "kubectl -n shopdesk wait --for=condition=complete job -l app.kubernetes.io/component=migrate",
    "a StatefulSet where there are Deployments": 'kubectl -n shopdesk rollout restart statefulset/shopdesk-"$SERVICE"',
    "a roll-out of Deployments alone": 'kubectl -n shopdesk rollout undo deployment -l app.kubernetes.io/name="$SERVICE"',
    "a Service that isn't there": 'kubectl -n shopdesk exec -it service/shopdesk-postgres -- psql -c "SELECT 1"',
    "a container that isn't there": 'kubectl -n shopdesk logs -l app.kubernetes.io/name="$SERVICE" -c main',
    "a label of a Cluster": "kubectl -n shopdesk get clusters.postgresql.cnpg.io,pods -l cnpg.io/clusters=shopdesk-postgres",
    "events by a label": 'kubectl -n shopdesk get events -l app.kubernetes.io/name="$SERVICE"',
    "an unknown kind": "kubectl -n shopdesk get replicationcontrollers",
    "another namespace": "kubectl get pods",
    "a Deployment in the overlay embedded": ["embedded", "kubectl -n shopdesk scale deployment -l app.kubernetes.io/component=server --replicas=0"],
    "a StatefulSet in the overlay ha": ["ha", 'kubectl -n shopdesk exec "shopdesk-$service-0" -- shopdesk backup orders'],
    "a patch that isn't there": ["embedded", "kubectl -n shopdesk patch statefulset shopdesk-orders --patch-file=shopdesk/hold.yaml"],
    "a shipped overlay applied": "kubectl apply -k deploy/kubernetes/overlays/ha",
  },
};

const CHECKS = {
  schema: (overlays) => checkSchemas(tools, distinct(overlays)),
  "pod-security": (overlays) => checkPodSecurity(distinct(overlays)),
  wiring: (overlays) => overlays.flatMap((objects, i) => checkWiring(objects).map((found) => `${path.basename(files[i])}: ${found}`)),
  commands: (overlays, pages = readPages()) => checkCommands(Object.fromEntries(overlays.map((objects, i) => [path.basename(files[i]), objects])), pages, parse),
};

function plant(objects, mistake) {
  const copy = structuredClone(objects);
  mistake(copy);
  return copy;
}

// Those objects of the changed overlay that differ; wiring looks at the whole.
function changed(before, after) {
  const known = new Set(before.map((object) => JSON.stringify(object)));
  return after.filter((object) => !known.has(JSON.stringify(object)));
}

async function blind(overlays) {
  if (what === "commands") {
    const page = (planted) => {
      const [kind, command] = Array.isArray(planted) ? planted : ["cluster", planted];
      return { [`docs/runbooks/${kind === "cluster" ? "alerts/" : ""}Planted.md`]: `\`\`\`sh ${kind}\n${command}\n\`\`\`\n` };
    };
    return Object.entries(PLANTED.commands).filter(([, command]) => CHECKS.commands(overlays, page(command)).length === 0).map(([name]) => name);
  }
  // The one with all components.
  const everything = overlays.reduce((most, objects) => (objects.length > most.length ? objects : most));
  const planted = Object.entries(PLANTED[what]).map(([name, mistake]) => [name, plant(everything, mistake)]);
  if (what !== "schema") return planted.filter(([, objects]) => CHECKS[what]([objects]).length === 0).map(([name]) => name);
  // In one go, since starting TypeScript takes seconds: each mistake in an object of its own name.
  const objects = planted.flatMap(([name, after], i) => changed(everything, after).map((object) => {
    object.metadata.name = `planted-${i}`;
    return object;
  }));
  const found = await CHECKS.schema([objects]);
  return planted.filter((_, i) => !found.some((text) => text.includes(`planted-${i}:`))).map(([name]) => name);
}

const overlays = files.map(load);
const found = [...new Set([...await CHECKS[what](overlays), ...(await blind(overlays)).map((name) => `the check doesn't see ${name}`)])];
for (const text of found) console.log(text);
console.log(found.length ? `${found.length} findings` :
  `${distinct(overlays).length} objects of ${files.length} overlays are right; ${Object.keys(PLANTED[what]).length} planted mistakes were seen`);
process.exit(found.length ? 1 : 0);
