// Whether each object is what its kind's schema says: types, enums, patterns and required fields by the kind's validator, and
// fields that the kind doesn't have by TypeScript, since validators pass those over.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const HERE = path.dirname(new URL(import.meta.url).pathname);
// Groups whose types are our own, in types/.
const OWN = ["postgresql.cnpg.io/v1", "barmancloud.cnpg.io/v1"];
const PACKAGES = {
  "cert-manager.io": "@kubernetes-models/cert-manager/cert-manager.io",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator/monitoring.coreos.com",
};

function moduleOf(object) {
  const [group, version] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["", object.apiVersion];
  return `${PACKAGES[group] ?? ["kubernetes-models", group].filter(Boolean).join("/")}/${version}/${object.kind}`;
}

export function nameOf(object) {
  return `${object.kind} ${object.metadata?.name}`;
}

async function validate(tools, object) {
  if (OWN.includes(object.apiVersion)) return [];
  let model;
  try {
    const module = await import(pathToFileURL(path.join(tools, "node_modules", `${moduleOf(object)}.js`)));
    model = module[object.kind] ?? module.default[object.kind];
  } catch {
    return [`${nameOf(object)}: there is no ${object.apiVersion} ${object.kind}`];
  }
  try {
    new model(object).validate();
    return [];
  } catch (error) {
    return [`${nameOf(object)}: ${error.message}`];
  }
}

// One file an object, so that what TypeScript finds names it.
function typeCheck(tools, objects) {
  const ts = createRequire(path.join(tools, "package.json"))("typescript");
  const directory = path.join(tools, "typecheck");
  fs.rmSync(directory, { recursive: true, force: true });
  fs.mkdirSync(directory, { recursive: true });
  const files = new Map();
  objects.forEach((object, i) => {
    const module = OWN.includes(object.apiVersion) ? path.join(HERE, "types", path.dirname(object.apiVersion)) : moduleOf(object);
    const file = path.join(directory, `object${i}.ts`);
    fs.writeFileSync(file, `import type { I${object.kind} } from ${JSON.stringify(module)};\n` +
      `export const object: I${object.kind} = ${JSON.stringify(object, null, 1)};\n`);
    files.set(file, object);
  });
  const program = ts.createProgram([...files.keys()], {
    strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10, ignoreDeprecations: "5.0",
  });
  return ts.getPreEmitDiagnostics(program).map((found) => {
    const object = files.get(found.file?.fileName);
    return `${object ? nameOf(object) : found.file?.fileName}: ${ts.flattenDiagnosticMessageText(found.messageText, " ")}`;
  });
}

export async function checkSchemas(tools, objects) {
  const found = await Promise.all(objects.map((object) => validate(tools, object)));
  // What isn't a kind at all has no type either.
  const known = objects.filter((_, i) => !found[i].some((text) => text.includes("there is no")));
  return [...found.flat(), ...typeCheck(tools, known)];
}
