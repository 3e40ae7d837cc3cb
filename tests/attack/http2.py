"""As much of HTTP/2 (RFC 9113, RFC 7541) as an attacker speaks: frames by hand, over a plain socket."""

import socket
import struct

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
ACK, END_STREAM, END_HEADERS = 1, 1, 4
INITIAL_WINDOW_SIZE = 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def setting(identifier, value):
    return struct.pack(">HI", identifier, value)


def _number(value, bits):
    limit = (1 << bits) - 1
    if value < limit:
        return bytes([value])
    out, value = bytearray([limit]), value - limit
    while value > 127:
        out.append(value % 128 + 128)
        value //= 128
    return bytes([*out, value])


def literal(name, value):
    """A header field, never indexed, not Huffman-coded."""
    name, value = name.encode(), value.encode()
    return b"\x10" + _number(len(name), 7) + name + _number(len(value), 7) + value


def call_headers(path, actor="agent:attacker;role=owner"):
    return b"".join(literal(*field) for field in (
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"),
        ("content-type", "application/grpc"), ("te", "trailers"), ("shopdesk-actor", actor)))


def message(payload):
    """A message as gRPC frames it."""
    return struct.pack(">BI", 0, len(payload)) + payload


class Connection:
    """Raises OSError when the server closes it. `tls`: a client's context, for a server that wants one."""

    def __init__(self, address, settings=b"", tls=None):
        self.socket = socket.create_connection(address, timeout=10)
        if tls:
            self.socket = tls.wrap_socket(self.socket)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.window, self.initial, self.windows, self.buffer = 65535, 65535, {}, b""
        self.send(PREFACE + frame(SETTINGS, payload=settings))

    def send(self, data):
        self.socket.sendall(data)

    def pump(self, wait):
        """Reads what has come, for `wait` seconds at most: windows, pings; all else is dropped."""
        self.socket.settimeout(max(wait, 0.0001))
        try:
            data = self.socket.recv(1 << 16)
        except (TimeoutError, BlockingIOError):
            return
        finally:
            self.socket.settimeout(10)
        if not data:
            raise ConnectionResetError("closed by the server")
        self.buffer += data
        while len(self.buffer) >= 9:
            size = int.from_bytes(self.buffer[:3], "big")
            if len(self.buffer) < 9 + size:
                return
            kind, flags, stream = self.buffer[3], self.buffer[4], int.from_bytes(self.buffer[5:9], "big")
            payload, self.buffer = self.buffer[9:9 + size], self.buffer[9 + size:]
            self._take(kind, flags, stream, payload)

    def _take(self, kind, flags, stream, payload):
        if kind == WINDOW_UPDATE:
            grown = int.from_bytes(payload, "big")
            if stream == 0:
                self.window += grown
            else:
                self.windows[stream] = self.windows.get(stream, self.initial) + grown
        elif kind == SETTINGS and not flags & ACK:
            for at in range(0, len(payload), 6):
                identifier, value = struct.unpack(">HI", payload[at:at + 6])
                if identifier == INITIAL_WINDOW_SIZE:
                    for each in self.windows:
                        self.windows[each] += value - self.initial
                    self.initial = value
            self.send(frame(SETTINGS, ACK))
        elif kind == PING and not flags & ACK:
            self.send(frame(PING, ACK, payload=payload))
        elif kind == GOAWAY:
            raise ConnectionResetError("the server asks us to go")

    def open(self, stream, path):
        self.windows.setdefault(stream, self.initial)
        self.send(frame(HEADERS, END_HEADERS, stream, call_headers(path)))

    def send_data(self, stream, size):
        """As many zeros of `size` as the windows let through; how many."""
        size = min(size, self.window, self.windows.get(stream, self.initial), 16384)
        if size > 0:
            self.send(frame(DATA, 0, stream, bytes(size)))
            self.window -= size
            self.windows[stream] -= size
        return max(size, 0)
