"""The suite's protos as protoc describes them: descriptors, comments and options, and messages made of them. Needs Debian's
python3-protobuf (scripts/bootstrap installs it)."""

import pathlib
import re
import subprocess
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROTOS = ROOT / "protos"
# Numbers of the fields of descriptor.proto that lead to what has a comment.
FILE_MESSAGE, FILE_ENUM, FILE_SERVICE, METHOD, FIELD, NESTED, NESTED_ENUM, VALUE = 4, 5, 6, 2, 2, 3, 4, 2


class Protos:
    """All protos of the suite. Names are full ones, without a leading dot."""

    def __init__(self):
        files = sorted(str(path.relative_to(PROTOS)) for path in (PROTOS / "shopdesk").rglob("*.proto"))
        with tempfile.NamedTemporaryFile() as out:
            subprocess.run(["protoc", f"-I{PROTOS}", "--include_imports", "--include_source_info",
                            f"--descriptor_set_out={out.name}", *files, "google/rpc/status.proto", "google/rpc/error_details.proto"],
                           check=True)
            described = descriptor_pb2.FileDescriptorSet.FromString(out.read())
        self.pool = descriptor_pool.DescriptorPool()
        self.comments = {}
        for file in described.file:
            self.pool.AddSerializedFile(file.SerializeToString())
            if file.name.startswith("shopdesk/"):
                self._read_comments(file)
        self.files = [self.pool.FindFileByName(name) for name in files]
        self.factory = message_factory.MessageFactory(self.pool)

    def _read_comments(self, file):
        by_path = {tuple(place.path): clean(place.leading_comments) for place in file.source_code_info.location}

        def take(name, path):
            self.comments[name] = by_path.get(path, "")

        def enum(prefix, described, path):
            take(f"{prefix}.{described.name}", path)
            for i, value in enumerate(described.value):
                take(f"{prefix}.{described.name}.{value.name}", (*path, VALUE, i))

        def message(prefix, described, path):
            name = f"{prefix}.{described.name}"
            take(name, path)
            for i, field in enumerate(described.field):
                take(f"{name}.{field.name}", (*path, FIELD, i))
            for i, nested in enumerate(described.nested_type):
                message(name, nested, (*path, NESTED, i))
            for i, nested in enumerate(described.enum_type):
                enum(name, nested, (*path, NESTED_ENUM, i))

        for i, described in enumerate(file.message_type):
            message(file.package, described, (FILE_MESSAGE, i))
        for i, described in enumerate(file.enum_type):
            enum(file.package, described, (FILE_ENUM, i))
        for i, service in enumerate(file.service):
            take(f"{file.package}.{service.name}", (FILE_SERVICE, i))
            for j, method in enumerate(service.method):
                take(f"{file.package}.{service.name}.{method.name}", (FILE_SERVICE, i, METHOD, j))

    def services(self, package):
        return [service for file in self.files if file.package == package for service in file.services_by_name.values()]

    def messages(self, package):
        return [message for file in self.files if file.package == package for message in file.message_types_by_name.values()]

    def method(self, path):
        """The method of "package.Service/Method"."""
        service, name = path.split("/")
        return self.pool.FindServiceByName(service).methods_by_name[name]

    def make(self, descriptor):
        """The class of a message."""
        return self.factory.GetPrototype(descriptor)

    def option(self, descriptor, name):
        """The value of a shopdesk.option.v1 extension of a descriptor; None: it isn't there."""
        extension = self.pool.FindExtensionByName(f"shopdesk.option.v1.{name}")
        # Read anew: Python's own options know no extensions of this pool.
        options = self.make(extension.containing_type).FromString(descriptor.GetOptions().SerializeToString())
        if extension.label == extension.LABEL_REPEATED:
            return list(options.Extensions[extension])
        return options.Extensions[extension] if options.HasExtension(extension) else None


def clean(comment):
    """A comment as one paragraph a line."""
    paragraphs = re.split(r"\n\s*\n", comment.strip())
    return "\n".join(" ".join(line.strip() for line in paragraph.splitlines()) for paragraph in paragraphs)
