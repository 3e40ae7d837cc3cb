#!/usr/bin/env node
// Places orders for a buyer, and follows the event feed until all of them have been told of.
//
//     place_orders.js --protos DIR --catalog HOST:PORT --orders HOST:PORT --service-config FILE --shop ID --sku SKU [--count N]
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const util = require('util');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const BUYER = 'buyer:mei';
const READER = 'service:shop-front;role=reader';
// For one call with all its attempts; a call without a deadline may wait for ever.
const DEADLINE_MS = 30000;

const OPTIONS = Object.fromEntries(
  ['protos', 'catalog', 'orders', 'service-config', 'shop', 'sku', 'count'].map((name) => [name, { type: 'string' }]));

function load(directory) {
  // Names stay as the protos write them; numbers of 64 bits are text, since a double can't hold them.
  const options = { includeDirs: [directory], keepCase: true, longs: String, enums: String, defaults: true };
  const files = ['catalog/v1/product', 'event/v1/event', 'orders/v1/order'].map((name) => `shopdesk/${name}.proto`);
  return grpc.loadPackageDefinition(
    protoLoader.loadSync([...files, 'google/rpc/status.proto', 'google/rpc/error_details.proto'], options));
}

// Why: the ErrorInfo in the details of an error, e.g. "OUT_OF_STOCK"; what to do depends on it.
function reasonOf(error, rpc) {
  for (const value of error.metadata?.get('grpc-status-details-bin') ?? []) {
    const found = rpc.Status.deserialize(value).details.find((detail) => detail.type_url.endsWith('/google.rpc.ErrorInfo'));
    if (found) return rpc.ErrorInfo.deserialize(found.value).reason;
  }
  return '';
}

function metadata(actor) {
  const made = new grpc.Metadata();
  made.set('shopdesk-actor', actor);
  made.set('shopdesk-caller', 'shop-front');
  return made;
}

// A client that repeats what is UNAVAILABLE, and spreads calls over the replicas that serve.
function connect(Service, target, serviceConfig) {
  return new Service(target, grpc.credentials.createInsecure(), { 'grpc.service_config': serviceConfig });
}

function call(client, method, request, actor) {
  const options = { deadline: Date.now() + DEADLINE_MS };
  return util.promisify(client[method].bind(client))(request, metadata(actor), options);
}

// One order. The request_id is made once: whatever repeats the request, there will be one order.
function place(orders, shop, sku) {
  const address = {
    region_code: 'CN', administrative_area: '31', locality: '上海市', district: '黄浦区', postal_code: '200001',
    street: '南京东路 100 号 5 室',
  };
  return call(orders, 'PlaceOrder', {
    parent: `shops/${shop}`,
    buyer: 'mei',
    lines: [{ sku_id: sku, quantity: 1 }],
    receiver: { name: '李梅', phone: '13812345678', address },
    payment_method: 'ESCROW',
    request_id: crypto.randomUUID(),
  }, BUYER);
}

// Reads the feed from a cursor on until each of these orders was told of.
function waitForEvents(feed, shop, cursor, names) {
  const request = { parent: `shops/${shop}`, cursor, types: ['shopdesk.orders.v1.Order'] };
  const events = feed.WatchEvents(request, metadata(READER), { deadline: Date.now() + DEADLINE_MS });
  return new Promise((resolve, reject) => {
    events.on('data', (answer) => {
      for (const event of answer.events) if (event.type === 'order.placed') names.delete(event.resource_name);
      if (names.size > 0) return;
      resolve();
      events.cancel();
    });
    events.on('error', reject);
  });
}

async function run(given, shopdesk) {
  const serviceConfig = fs.readFileSync(given['service-config'], 'utf-8');
  const products = connect(shopdesk.catalog.v1.ProductService, given.catalog, serviceConfig);
  const orders = connect(shopdesk.orders.v1.OrderService, given.orders, serviceConfig);
  const feed = connect(shopdesk.event.v1.EventFeed, given.orders, serviceConfig);
  const parent = `shops/${given.shop}`;

  const product = await call(products, 'GetProductBySku', { parent, sku_id: given.sku }, READER);
  console.log(product.title);
  const { head } = await call(feed, 'ReadEvents', { parent, page_size: 1 }, READER);
  const names = new Set();
  for (let i = 0; i < Number(given.count ?? 1); ++i) {
    const order = await place(orders, given.shop, given.sku);
    console.log(`${order.name} ${order.total.minor} ${order.total.currency_code}`);
    names.add(order.name);
  }
  await waitForEvents(feed, given.shop, head, names);
  console.log('told');
  for (const client of [products, orders, feed]) client.close();
}

const given = util.parseArgs({ options: OPTIONS }).values;
const { shopdesk, google } = load(given.protos);
run(given, shopdesk).catch((error) => {
  if (!(error.code in grpc.status)) throw error;
  console.error(`${grpc.status[error.code]} ${reasonOf(error, google.rpc)}: ${error.details}`);
  process.exit(1);
});
