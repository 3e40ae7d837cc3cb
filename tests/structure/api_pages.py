"""Writes docs/api and docs/configuration.md from the protos: messages, fields and methods with their comments and rules, who may call,
and the example of each method (tests/examples)."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "examples")]
import protos as described  # noqa: E402
import story  # noqa: E402

API = ROOT / "docs" / "api"
# What stands on which page.
PAGES = {
    "catalog": ("shopdesk.catalog.v1",),
    "orders": ("shopdesk.orders.v1",),
    "logistics": ("shopdesk.logistics.v1",),
    "feedback": ("shopdesk.feedback.v1",),
    "common": ("shopdesk.event.v1", "shopdesk.work.v1", "shopdesk.figures.v1", "shopdesk.verify.v1", "shopdesk.erasure.v1",
               "shopdesk.clock.v1", "shopdesk.type.v1", "shopdesk.role.v1"),
}
HEADS = {
    "catalog": "# catalog\n\nProducts, prices and what may be given away of them, stock and reservations. gRPC on port 7001.\n",
    "orders": "# orders\n\nOrders from the basket to the receipt, and the money: payments, refunds, payouts. gRPC on port 7002.\n",
    "logistics": "# logistics\n\nCarriers, rates, parcels on their way, notices to buyers. gRPC on port 7003.\n",
    "feedback": "# feedback\n\nReviews, complaints, conversations with buyers, and how the desk does. gRPC on port 7004.\n",
    "common": "# What all services serve\n\nThe same methods on each of the four ports, each service for what is its own; and the types that "
              "several services use.\n",
}
MADE = "Made by `tests/structure/api_test.py --write` from the protos and [tests/examples](../../tests/examples/story).\n"
SCALARS = {1: "double", 2: "float", 3: "int64", 4: "uint64", 5: "int32", 8: "bool", 9: "string", 12: "bytes", 13: "uint32"}
KINDS = {1: "a name", 2: "a phone number", 3: "a street", 4: "an account", 5: "free text"}
FENCE = re.compile(r"(<!-- (tests/examples/\S+|deploy/\S+) -->\n```\w*\n).*?(^```$)", re.MULTILINE | re.DOTALL)


def escaped(text):
    """A comment as it may stand in a table."""
    return text.replace("\n", " ").replace("<", "&lt;").replace("*", "\\*").replace("|", "\\|")


def paragraphs(text):
    return "\n\n".join(part.replace("<", "&lt;").replace("*", "\\*") for part in text.split("\n"))


def anchor(heading):
    """What GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def short(descriptor):
    return descriptor.full_name.removeprefix(f"{descriptor.file.package}.")


def page_of(package):
    return next((page for page, packages in PAGES.items() if package in packages), None)


def heading_of(descriptor):
    """The heading below which a message or an enum stands."""
    return f"{'enum' if hasattr(descriptor, 'values') else 'message'} `{short(descriptor)}`"


def link(descriptor, page):
    """The name of a message or an enum, linked where it has a place."""
    name = short(descriptor).removesuffix(".Value")
    target = page_of(descriptor.file.package)
    if target is None:
        return descriptor.full_name
    return f"[{name}]({'' if target == page else f'{target}.md'}#{anchor(heading_of(descriptor))})"


def type_of(field, page):
    if field.message_type and field.message_type.GetOptions().map_entry:
        key, value = field.message_type.fields
        return f"map of {type_of(key, page)} to {type_of(value, page)}"
    name = link(field.message_type or field.enum_type, page) if field.message_type or field.enum_type else SCALARS[field.type]
    if field.label == field.LABEL_REPEATED:
        return f"list of {name}"
    optional = field.containing_oneof is not None and len(field.containing_oneof.fields) == 1 and not field.message_type
    return f"optional {name}" if optional else name


def between(least, most, of):
    if least is not None and most is not None:
        return f"{least:,} to {most:,}{of}"
    if least is not None:
        return f"at least {least:,}{of}"
    return f"at most {most:,}{of}" if most is not None else ""


def rules_of(protos, field):
    """What a field may hold, in words."""
    rules = protos.option(field, "field")
    words = []
    if field.containing_oneof is not None and len(field.containing_oneof.fields) > 1:
        words.append(f"one of `{field.containing_oneof.name}`")
    if rules is None:
        return ", ".join(words)
    if rules.required:
        words.append("required")
    if rules.output_only:
        words.append("filled by the server")
    if rules.immutable:
        words.append("can't change")
    items = between(rules.min_items or None, rules.max_items or None, " of them")
    length = between(rules.min_len or None, rules.max_len or None, " characters")
    number = between(rules.min if rules.HasField("min") else None, rules.max if rules.HasField("max") else None, "")
    words += [each for each in (items, length, number) if each]
    if rules.max_bytes:
        words.append(f"at most {rules.max_bytes:,} bytes")
    if rules.resource:
        words.append(f"`{rules.resource}`")
    if rules.pattern:
        words.append("matches `" + rules.pattern.replace("|", "\\|") + "`")
    if rules.pii:
        words.append(f"personal: {KINDS[rules.pii]}")
    if rules.shop_only:
        words.append("not for buyers")
    return ", ".join(words)


def fields_table(protos, message, page):
    if not message.fields:
        return "No fields.\n"
    lines = ["| field | type | rules | what it is |", "|---|---|---|---|"]
    for field in message.fields:
        comment = escaped(protos.comments[f"{message.full_name}.{field.name}"])
        lines.append(f"| `{field.name}` | {type_of(field, page)} | {rules_of(protos, field)} | {comment} |")
    return "\n".join(lines) + "\n"


def values_table(protos, enum):
    lines = ["| value | number | what it means |", "|---|---|---|"]
    for value in enum.values:
        lines.append(f"| `{value.name}` | {value.number} | {escaped(protos.comments[f'{enum.full_name}.{value.name}'])} |")
    return "\n".join(lines) + "\n"


def enums_of(message):
    return [*message.enum_types, *(enum for nested in message.nested_types for enum in enums_of(nested))]


def nested_of(message):
    """A message and those in it, entries of maps apart."""
    if message.GetOptions().map_entry:
        return []
    return [message, *(each for nested in message.nested_types for each in nested_of(nested))]


def who_may(access):
    words = ["staff"] if access.staff else []
    words += [role.lower() for role in access.roles]
    parts = [", ".join(words)] if words else []
    if access.buyer:
        parts.append("a buyer, what is his own")
    if access.services:
        parts.append(f"the service {' and '.join(access.services)}, for whomever it serves")
    return "; ".join(parts)


class Reference:
    """All that the pages are made of. `access` are api_test's methods."""

    def __init__(self, access):
        self.protos = described.Protos()
        self.access = {f"{method.service}/{method.name}": method for method in access}
        self.names = story.names()
        self.examples = story.shown(story.load(self.protos))

    def documents(self):
        """The text of each file, by path."""
        pages = {API / f"{page}.md": self.page(page) for page in PAGES}
        pages[API / "README.md"] = self.index()
        pages[API / "methods.md"] = self.methods()
        pages[API / "calling.md"] = self.with_programs(API / "calling.md")
        pages[ROOT / "docs" / "configuration.md"] = self.configuration()
        return pages

    def page(self, page):
        packages = PAGES[page]
        services = [service for package in packages for service in self.protos.services(package)]
        parts = [HEADS[page] + "\n" + MADE, self.contents(services)]
        inlined = set()
        for service in services:
            parts.append(f"## {service.name}\n\n{paragraphs(self.protos.comments[service.full_name])}\n")
            for method in service.methods:
                parts.append(self.method(method, page))
                inlined |= {method.input_type.full_name} | ({method.output_type.full_name} if self.is_inlined(method) else set())
        messages = [each for package in packages for message in self.protos.messages(package) for each in nested_of(message)]
        # What a field of another message holds needs a place of its own.
        inlined -= {field.message_type.full_name for message in messages for field in message.fields if field.message_type}
        parts.append("## Messages and enums\n")
        for message in sorted(messages, key=short):
            parts += self.message(message, page, message.full_name in inlined)
        return "\n".join(parts)

    def contents(self, services):
        lines = ["| service | methods |", "|---|---|"]
        for service in services:
            methods = ", ".join(f"[{method.name}](#{anchor(f'{service.name}/{method.name}')})" for method in service.methods)
            lines.append(f"| [{service.name}](#{anchor(service.name)}) | {methods} |")
        return "\n".join(lines) + "\n"

    @staticmethod
    def is_inlined(method):
        return method.output_type.name == f"{method.name}Response"

    def method(self, method, page):
        service = method.containing_service
        path = f"{service.full_name}/{method.name}"
        what, _, errors = self.protos.comments[method.full_name].partition("Errors: ")
        access = self.access[path]
        streams = {(False, False): "", (False, True): " It answers a stream.", (True, True): " Requests and answers are streams."}
        directions = streams[access.client_streams, access.server_streams]
        lines = [f"### {service.name}/{method.name}\n", paragraphs(what.strip()) + directions + "\n",
                 f"- may call: {who_may(access)}", f"- errors: {escaped(errors.strip())}\n",
                 f"Request `{method.input_type.name}`: {paragraphs(self.protos.comments[method.input_type.full_name])}\n",
                 fields_table(self.protos, method.input_type, page)]
        if self.is_inlined(method):
            lines += [f"Answer `{method.output_type.name}`: {paragraphs(self.protos.comments[method.output_type.full_name])}\n",
                      fields_table(self.protos, method.output_type, page)]
        else:
            lines.append(f"Answer: {link(method.output_type, page)}.\n")
        return "\n".join(lines) + "\n" + self.example(path)

    def example(self, path):
        call = self.examples[path]
        error = f"It answers `{call.error}`: {call.because}.\n\n" if call.error else ""
        return f"{error}```sh\n{call.pasted(self.names)}\n```\n"

    def message(self, message, page, inlined):
        # One that only holds an enum stands as this enum.
        holder = not message.fields and bool(message.enum_types)
        if not inlined and not holder:
            yield f"### {heading_of(message)}\n\n{paragraphs(self.protos.comments[message.full_name])}\n"
            forms = self.protos.option(message, "resource")
            if forms:
                yield f"A resource: {', '.join(f'`{form}`' for form in forms)}.\n"
            yield fields_table(self.protos, message, page)
        for enum in message.enum_types:
            comment = self.protos.comments[message.full_name if holder and enum.name == "Value" else enum.full_name]
            yield f"### {heading_of(enum)}\n\n{paragraphs(comment)}\n\n{values_table(self.protos, enum)}"

    def index(self):
        refused = [call for call in self.examples.values() if call.error]
        lines = [f"| `{call.path.removeprefix('shopdesk.')}` | `{call.error}` | {call.because} |" for call in refused]
        return INDEX.format(made=MADE, refused="\n".join(lines))

    def methods(self):
        lines, service = [METHODS], None
        for path, method in self.access.items():
            if method.service != service:
                service = method.service
                lines += [f"\n## {service}\n", "| method | roles | buyer | services |", "|---|---|---|---|"]
            roles = (["staff"] if method.staff else []) + [role.lower() for role in method.roles]
            page = page_of(service.rpartition(".")[0])
            place = f"{page}.md#{anchor(path.rpartition('.')[2])}"
            lines.append(f"| [{method.name}]({place}) | {', '.join(roles)} | {'his own' if method.buyer else ''} | "
                         f"{', '.join(method.services)} |")
        return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"

    @staticmethod
    def with_programs(page):
        """A page that is written by hand, with the files in it as they are."""
        def fresh(found):
            return found.group(1) + (ROOT / found.group(2)).read_text(encoding="utf-8") + found.group(3)
        return FENCE.sub(fresh, page.read_text(encoding="utf-8"))

    # Configuration.

    def configuration(self):
        parts = [CONFIGURATION]
        for service in story.SERVICES:
            message = self.protos.pool.FindMessageTypeByName(f"shopdesk.config.v1.{service.title()}Config")
            own = [field for field in message.fields if field.name != "server"]
            if own:
                parts.append(f"## Only {service}\n\n" + self.options(own, ""))
        server = self.protos.pool.FindMessageTypeByName("shopdesk.config.v1.ServerConfig")
        parts.insert(1, f"## All services\n\n{paragraphs(self.protos.comments[server.full_name])}\n\n"
                     + self.options(server.fields, "server."))
        authorization = self.protos.pool.FindMessageTypeByName("shopdesk.config.v1.Authorization")
        parts.append(f"## The authorization file\n\n{paragraphs(self.protos.comments[authorization.full_name])}\n\n"
                     + self.options(authorization.fields, "") + AUTHORIZATION)
        return "\n".join(parts)

    def options(self, fields, prefix):
        lines = ["| option | type | what it does |", "|---|---|---|", *self.option_rows(fields, prefix)]
        return "\n".join(lines) + "\n"

    def option_rows(self, fields, prefix):
        for field in fields:
            comment = escaped(self.protos.comments[f"{field.containing_type.full_name}.{field.name}"])
            several = field.label == field.LABEL_REPEATED
            if field.message_type is None:
                name = field.enum_type.full_name if field.enum_type else SCALARS[field.type]
                yield f"| `{prefix}{field.name}` | {'list of ' if several else ''}{name} | {comment} |"
                continue
            more = escaped(self.protos.comments[field.message_type.full_name])
            told = more if more.startswith(comment.rstrip(".")) else f"{comment} {more}"
            choice = f", or another {field.containing_oneof.name}" if field.containing_oneof else ""
            yield f"| `{prefix}{field.name}` | {'blocks, any number' if several else f'block{choice}'} | {told} |"
            yield from self.option_rows(field.message_type.fields, f"{prefix}{field.name}.")


METHODS = """# Methods, and who may call them

Made by `tests/structure/api_test.py --write` from `(shopdesk.option.v1.method)` in the protos.
The roles are those of `shopdesk.role.v1.Role`; "staff" are all roles of people. A buyer reaches what is his own; everything else
is `NOT_FOUND` to him. Services are the suite's own, which call for whom they serve. [authorization.md](../authorization.md) tells how a
caller says who he is and how a program proves it.
"""

INDEX = """# API reference

{made}
| page | what is in it |
|---|---|
| [How to call](../api-conventions.md) | names, metadata, `request_id`, `etag`, pages, values, errors: what holds for all methods |
| [From a program](calling.md) | complete programs in Python, Node.js, Go and Java; retries |
| [catalog](catalog.md) | products, prices, stock |
| [orders](orders.md) | orders, payments, refunds, payouts |
| [logistics](logistics.md) | carriers, parcels, notices |
| [feedback](feedback.md) | reviews, complaints, conversations, the desk's figures |
| [What all services serve](common.md) | event feed, work list, operations, figures, erasure, clock; common types |
| [Who may call](methods.md) | all methods with their roles, on one page |
| [Reasons of errors](../errors.md), [events](../events.md), [resources](../resources.md) | the API's vocabulary |

## Try it

Each method has an example. Together they are the story of a shop, `shops/tea`, in the order of
[tests/examples/story](../../tests/examples/story): it opens, gets products and stock, and sells. This starts the four services with empty
databases on their usual ports, lets all of it happen, and waits until Ctrl-C:

```sh
tests/examples/examples_test.py build/release/bin --serve
```

Then each example works as it stands here, in another terminal:

```sh
PATH=$PWD/build/release/bin:$PATH
```

A call that changes something has the `request_id` of the story: repeated within 48 hours it answers what it answered then and changes
nothing. With another `request_id` it is another call, and may be refused, since the story has gone on.

`shopdesk call` finds a method by reflection, and so does any client that can. The same call by `buf curl` (npm's `@bufbuild/buf`), which
is also how the few methods are called that only a service may call:

```sh
buf curl --protocol grpc --http2-prior-knowledge \\
  -H 'shopdesk-actor: agent:1001;role=agent' \\
  http://127.0.0.1:7002/shopdesk.orders.v1.OrderService/GetOrder \\
  -d '{{"name": "shops/tea/orders/o-1"}}'
```

Of these the example shows an error:

| method | reason | why |
|---|---|---|
{refused}
"""

CONFIGURATION = """# Configuration

Made by `tests/structure/api_test.py --write` from [the protos](../protos/shopdesk/config/v1).

A service reads one file in [protobuf's text format](https://protobuf.dev/reference/protobuf/textformat-spec/), named by `--config`; with
`--help` it tells its flags. A field that the file has and the service doesn't know is an error, and so is a file that can't be read. Every
option can be left out. [deploy/config](../deploy/config) has a file for each service. What a shop decides is not here: policies are set
by `PolicyService.UpdatePolicy`, or `shopdesk policy apply`.

The options are written as paths: `server.listen.grpc` is

```textproto
server {
  listen {
    grpc: "127.0.0.1:7002"
  }
}
```
"""

AUTHORIZATION = """
[deploy/config/authorization.textproto](../deploy/config/authorization.textproto) is an example; [authorization.md](authorization.md) tells
how it is applied.
"""
