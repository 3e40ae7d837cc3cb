// The Pod Security Standard "restricted", rule by rule: what an API server with pod-security.kubernetes.io/enforce refuses.
import { nameOf } from "./schema.mjs";

const VOLUMES = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
const SECCOMP = ["RuntimeDefault", "Localhost"];
const SYSCTLS = ["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes"];
const SELINUX = [undefined, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

export function templateOf(object) {
  return object.kind === "Pod" ? object : object.kind === "CronJob" ? object.spec.jobTemplate.spec.template : object.spec?.template;
}

export function containersOf(pod) {
  return [...(pod.initContainers ?? []), ...(pod.containers ?? []), ...(pod.ephemeralContainers ?? [])];
}

function* contextFindings(context) {
  if (context.seLinuxOptions?.user || context.seLinuxOptions?.role) yield "seLinuxOptions may not name user or role";
  if (!SELINUX.includes(context.seLinuxOptions?.type)) yield `seLinuxOptions.type ${context.seLinuxOptions.type}`;
  if (context.windowsOptions?.hostProcess) yield "hostProcess";
  if (context.appArmorProfile && !["RuntimeDefault", "Localhost"].includes(context.appArmorProfile.type)) yield "appArmorProfile";
  if (context.seccompProfile && !SECCOMP.includes(context.seccompProfile.type)) yield `seccompProfile ${context.seccompProfile.type}`;
  if (context.runAsUser === 0) yield "runAsUser 0";
  if (context.runAsNonRoot === false) yield "runAsNonRoot false";
}

function* podFindings(pod) {
  for (const key of ["hostNetwork", "hostPID", "hostIPC"]) if (pod[key]) yield key;
  for (const volume of pod.volumes ?? []) {
    const kinds = Object.keys(volume).filter((key) => key !== "name");
    if (!kinds.every((kind) => VOLUMES.includes(kind))) yield `volume ${volume.name} is ${kinds}`;
  }
  for (const sysctl of pod.securityContext?.sysctls ?? []) if (!SYSCTLS.includes(sysctl.name)) yield `sysctl ${sysctl.name}`;
  yield* contextFindings(pod.securityContext ?? {});
  const ofPod = pod.securityContext ?? {};
  for (const container of containersOf(pod)) {
    const context = container.securityContext ?? {};
    const name = `container ${container.name}:`;
    for (const found of contextFindings(context)) yield `${name} ${found}`;
    if (context.privileged) yield `${name} privileged`;
    if (context.allowPrivilegeEscalation !== false) yield `${name} allowPrivilegeEscalation must be false`;
    if ((context.runAsNonRoot ?? ofPod.runAsNonRoot) !== true) yield `${name} runAsNonRoot must be true`;
    if (!(context.seccompProfile ?? ofPod.seccompProfile)) yield `${name} has no seccompProfile`;
    if (!context.capabilities?.drop?.includes("ALL")) yield `${name} must drop ALL capabilities`;
    const added = (context.capabilities?.add ?? []).filter((each) => each !== "NET_BIND_SERVICE");
    if (added.length) yield `${name} adds ${added}`;
    if (context.procMount && context.procMount !== "Default") yield `${name} procMount`;
    if (container.ports?.some((port) => port.hostPort)) yield `${name} hostPort`;
    for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
      if (probe?.httpGet?.host || probe?.tcpSocket?.host) yield `${name} a probe names a host`;
    }
  }
}

export function checkPodSecurity(objects) {
  return objects.flatMap((object) => {
    const pod = templateOf(object)?.spec;
    return pod ? [...podFindings(pod)].map((found) => `${nameOf(object)}: restricted forbids: ${found}`) : [];
  });
}
