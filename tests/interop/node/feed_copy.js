#!/usr/bin/env node
// Keeps a copy of what services hold, from their feeds, and compares it with what they answer.
//
//     feed_copy.js --protos DIR --shop ID SERVICE=HOST:PORT...
//
// A stranger's program: it knows the protos, and uses @grpc/grpc-js and protobufjs. It runs until its input ends, catches up,
// compares, and prints what it compared as one JSON object. It ends with 1 if anything differs.
'use strict';

const fs = require('fs');
const path = require('path');
const util = require('util');
const grpc = require('@grpc/grpc-js');
const protobuf = require('protobufjs');

const FEED = 'shopdesk.event.v1.EventFeed';
const TIMEOUT_MS = 30000;
const WAIT_MS = 120000;
// Everything that is set or has a default, numbers of 64 bits as text, so that two messages that are equal look equal.
const PLAIN = { longs: String, enums: String, bytes: String, defaults: true, arrays: true, objects: true };
const OUT_OF_RANGE = grpc.status.OUT_OF_RANGE;
// A service that was killed comes back; whatever else is said is meant.
const PASSING = [grpc.status.UNAVAILABLE, grpc.status.CANCELLED, grpc.status.UNKNOWN];

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function loadProtos(directory) {
  const root = new protobuf.Root();
  // Google's own protos come with protobufjs.
  const common = path.dirname(require.resolve('protobufjs/package.json'));
  root.resolvePath = (origin, target) => {
    const own = path.join(directory, target);
    return fs.existsSync(own) ? own : path.join(common, target);
  };
  const files = fs.readdirSync(path.join(directory, 'shopdesk'), { recursive: true })
    .filter((name) => name.endsWith('.proto'))
    .map((name) => path.join('shopdesk', name));
  // Names stay as the protos write them.
  root.loadSync(files.sort(), { keepCase: true });
  root.resolveAll();
  return root;
}

// One service, called by the full names of its methods.
class Service {
  constructor(root, name, target) {
    this.root = root;
    this.name = name;
    this.client = new grpc.Client(target, grpc.credentials.createInsecure());
  }

  call(method, fields, stream, done) {
    const [serviceName, methodName] = method.split('/');
    const described = this.root.lookupService(serviceName).methods[methodName];
    const [request, response] = [described.resolvedRequestType, described.resolvedResponseType];
    const metadata = new grpc.Metadata();
    metadata.set('shopdesk-caller', 'interop-node');
    metadata.set('shopdesk-actor', 'agent:interop;role=owner');
    const serialize = (value) => Buffer.from(request.encode(request.fromObject(value)).finish());
    const deserialize = (bytes) => response.decode(bytes);
    return stream
      ? this.client.makeServerStreamRequest(`/${method}`, serialize, deserialize, fields, metadata, {})
      : this.client.makeUnaryRequest(`/${method}`, serialize, deserialize, fields, metadata, { deadline: Date.now() + TIMEOUT_MS }, done);
  }

  ask(method, fields) {
    return new Promise((resolve, reject) => {
      this.call(method, fields, false, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }

  watch(fields) {
    return this.call(`${FEED}/WatchEvents`, fields, true);
  }

  // Whether the service knows the shop, by its list.
  async knows(shop) {
    let token = '';
    do {
      const page = await this.ask(`${FEED}/ListShops`, { page_token: token });
      if (page.shops.includes(`shops/${shop}`)) return true;
      token = page.next_page_token;
    } while (token);
    return false;
  }

  async head(shop) {
    return Number((await this.ask(`${FEED}/ReadEvents`, { parent: `shops/${shop}`, page_size: 1 })).head);
  }

  parse(resource) {
    const type = this.root.lookupType(resource.type_url.split('/').pop());
    return { type: resource.type_url, value: type.toObject(type.decode(resource.value), PLAIN) };
  }
}

// What the feed of a service says of a shop: resources by type and name.
class Copy {
  constructor(service, shop) {
    this.service = service;
    this.shop = shop;
    this.resources = new Map();
    this.events = 0;
    this.breaks = 0;
    // Where the snapshot goes on; null once it is whole, and the cursor counts.
    this.pageToken = '';
    this.cursor = 0;
    this.cursorId = '';
    this.failure = null;
  }

  async run() {
    for (;;) {
      try {
        if (this.pageToken === '' && !(await this.service.knows(this.shop))) {
          await sleep(100);
          continue;
        }
        await this.follow();
      } catch (error) {
        // Its past is another now, or kept no longer: what is so has to be asked for.
        if (error.code === OUT_OF_RANGE && this.pageToken === null) {
          this.startOver();
          continue;
        }
        if (!PASSING.includes(error.code)) {
          this.failure = error;
          return;
        }
        this.breaks += 1;
        await sleep(100);
      }
    }
  }

  follow() {
    const parent = `shops/${this.shop}`;
    const stream = this.service.watch(
      this.pageToken !== null ? { parent, snapshot: true, page_token: this.pageToken } : { parent, cursor: this.cursor, cursor_id: this.cursorId });
    return new Promise((resolve, reject) => {
      stream.on('data', (response) => this.take(response));
      stream.on('error', reject);
      stream.on('end', resolve);
    });
  }

  take(response) {
    for (const resource of response.resources) this.keep(resource);
    if (response.next_page_token) {
      this.pageToken = response.next_page_token;
      return;
    }
    this.pageToken = null;
    for (const event of response.events) {
      this.events += 1;
      if (event.deleted) {
        this.resources.delete(`${event.resource.type_url} ${event.resource_name}`);
      } else {
        this.keep(event.resource);
      }
    }
    this.cursor = Number(response.cursor);
    this.cursorId = response.cursor_id;
  }

  startOver() {
    this.resources.clear();
    this.pageToken = '';
    this.cursor = 0;
    this.cursorId = '';
  }

  keep(resource) {
    const { type, value } = this.service.parse(resource);
    this.resources.set(`${type} ${value.name}`, value);
  }

  async waitFor(cursor) {
    const end = Date.now() + WAIT_MS;
    while (this.pageToken !== null || this.cursor < cursor) {
      if (this.failure) throw this.failure;
      if (Date.now() > end) throw new Error(`${this.service.name}: the copy stays at ${this.cursor} before ${cursor}`);
      await sleep(20);
    }
    return new Map(this.resources);
  }
}

// The present resources.
function snapshot(service, shop) {
  const resources = new Map();
  const stream = service.watch({ parent: `shops/${shop}`, snapshot: true });
  return new Promise((resolve, reject) => {
    stream.on('data', (response) => {
      for (const resource of response.resources) {
        const { type, value } = service.parse(resource);
        resources.set(`${type} ${value.name}`, value);
      }
      if (response.next_page_token) return;
      resolve(resources);
      stream.cancel();
    });
    stream.on('error', reject);
    stream.on('end', () => reject(new Error(`${service.name}: the snapshot broke off`)));
  });
}

// The same by pages of a list.
async function listed(service, method, fields, field, typeName) {
  const type = service.root.lookupType(typeName);
  const resources = new Map();
  let token = '';
  do {
    const page = await service.ask(method, { ...fields, page_size: 500, page_token: token });
    for (const resource of page[field]) {
      const value = type.toObject(resource, PLAIN);
      resources.set(`type.googleapis.com/${typeName} ${value.name}`, value);
    }
    token = page.next_page_token;
  } while (token);
  return resources;
}

// What the service has now: a new snapshot, and what its lists say of orders, refunds and stock.
async function answers(service, shop) {
  const lists = { snapshot: await snapshot(service, shop) };
  if (service.name === 'orders') {
    lists.orders = await listed(service, 'shopdesk.orders.v1.OrderService/ListOrders', { parent: `shops/${shop}` }, 'orders',
      'shopdesk.orders.v1.Order');
    lists.refunds = new Map();
    const states = service.root.lookupType('shopdesk.orders.v1.Refund').fields.state.resolvedType.valuesById;
    for (const state of Object.keys(states).map(Number).filter((number) => number !== 0)) {
      const found = await listed(service, 'shopdesk.orders.v1.RefundService/ListRefunds',
        { parent: `shops/${shop}/orders/-`, state }, 'refunds', 'shopdesk.orders.v1.Refund');
      for (const [key, value] of found) lists.refunds.set(key, value);
    }
  }
  if (service.name === 'catalog') {
    lists.stock = await listed(service, 'shopdesk.catalog.v1.StockService/ListStockLevels', { parent: `shops/${shop}/skus/-` },
      'stock_levels', 'shopdesk.catalog.v1.StockLevel');
  }
  return lists;
}

function differences(what, copied, present) {
  const found = [];
  for (const key of new Set([...copied.keys(), ...present.keys()])) {
    const [mine, theirs] = [copied.get(key), present.get(key)];
    if (util.isDeepStrictEqual(mine, theirs)) continue;
    found.push(`${what}: ${key} is ${JSON.stringify(mine)} in the copy, but the service has ${JSON.stringify(theirs)}`);
  }
  return found;
}

// What is compared is of one moment: the head before and after the service was asked is the same.
async function compare(copy) {
  let mine;
  let lists;
  let head;
  do {
    head = await copy.service.head(copy.shop);
    mine = await copy.waitFor(head);
    lists = await answers(copy.service, copy.shop);
  } while ((await copy.service.head(copy.shop)) !== head);
  const found = [];
  for (const [what, present] of Object.entries(lists)) {
    const types = new Set([...present.keys()].map((key) => key.split(' ')[0]));
    const sameTypes = what === 'snapshot' ? mine : new Map([...mine].filter(([key]) => types.has(key.split(' ')[0])));
    found.push(...differences(`${copy.service.name} ${what}`, sameTypes, present));
  }
  const counts = {};
  for (const key of mine.keys()) {
    const type = key.split(' ')[0].split('.').pop();
    counts[type] = (counts[type] || 0) + 1;
  }
  return { found, report: { resources: counts, events: copy.events, breaks: copy.breaks } };
}

function inputEnds() {
  return new Promise((resolve) => {
    process.stdin.on('end', resolve);
    process.stdin.resume();
  });
}

async function main() {
  const { values, positionals } = util.parseArgs({
    allowPositionals: true, options: { protos: { type: 'string' }, shop: { type: 'string' } },
  });
  const root = loadProtos(values.protos);
  const copies = positionals.map((service) => new Copy(new Service(root, ...service.split('=')), values.shop));
  for (const copy of copies) copy.run();
  await inputEnds();
  const report = {};
  const found = [];
  for (const copy of copies) {
    const compared = await compare(copy);
    report[copy.service.name] = compared.report;
    found.push(...compared.found);
  }
  console.log(JSON.stringify(report));
  for (const each of found.slice(0, 20)) console.error(each);
  console.error(`${found.length} differences`);
  process.exit(found.length > 0 ? 1 : 0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
