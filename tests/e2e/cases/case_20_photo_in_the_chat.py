"""Photo in the chat: a buyer sends a picture, and the agent tells product, category, stock and price by one command."""

import base64
import json
import pathlib
import random
import struct
import tempfile
import zlib

from harness import expect

SIDE = 240


def shapes(seed):
    """Where spots of which colour are: what a picture of this number shows."""
    chance = random.Random(seed)
    return [(chance.random(), chance.random(), 0.05 + chance.random() / 4, [chance.randrange(256) for _ in "rgb"]) for _ in range(14)]


def colour_at(spots, x, y):
    colour = [235, 235, 235]
    for across, down, radius, own in spots:
        if (x - across) ** 2 + (y - down) ** 2 < radius ** 2:
            colour = own
    return bytes(colour)


def png(seed, side=SIDE, cropped=0.0):
    """A picture, as a file; `cropped`: the share of the left and the top side that is missing."""
    spots = shapes(seed)
    at = [cropped + (1 - cropped) * (i + 0.5) / side for i in range(side)]
    rows = b"".join(b"\0" + b"".join(colour_at(spots, x, y) for x in at) for y in at)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def run(desk):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="pictures-"))

    def find(file):
        return [json.loads(line) for line in desk.client("--json", "find", "picture", file, "--shop", desk.case).splitlines()]

    def content(file):
        return base64.b64encode(file.read_bytes()).decode()

    with desk.step("two lamps are sold, and their pictures sent"):
        desk.open_shop()
        desk.call("CreateCategory", {"parent": desk.shop, "category_id": "lamps", "category": {"display_name": "灯具"}})
        rows = ["product_id,uri,file"]
        for number, (lamp, price) in enumerate([("desk-lamp", 12900), ("floor-lamp", 39900)]):
            uri = f"https://example.com/{lamp}.png"
            desk.stock(lamp, price, 4, category=desk.name("categories/lamps"), pictures=[{"uri": uri}])
            (folder / f"{lamp}.png").write_bytes(png(number + 1))
            rows.append(f"{lamp},{uri},{lamp}.png")
        (folder / "pictures.csv").write_text("\n".join(rows) + "\n")
        counts = desk.client("--json", "import", "pictures", folder / "pictures.csv", "--shop", desk.case)
        assert '"created":2' in counts or '"unchanged":2' in counts, counts

    photo = folder / "photo.png"
    photo.write_bytes(png(2, side=150, cropped=0.07))
    (match,) = find(photo)
    expect((match["product"], match["category_path"]), (desk.name("products/floor-lamp"), ["灯具"]))
    (offer,) = match["offers"]
    expect((offer["price"]["minor"], offer["available"]), ("39900", "4"))
    told = desk.client("find", "picture", photo, "--shop", desk.case)
    assert "floor-lamp" in told and "399.00 CNY" in told and "灯具" in told, told

    with desk.step("somebody takes the last ones"):
        desk.call("CountStock", {"name": desk.name("skus/floor-lamp/stockLevels/main"), "counted": "0"})
    (match,) = find(photo)
    expect(match["offers"][0].get("available", "0"), "0")

    other = folder / "other.png"
    other.write_bytes(png(99))
    expect(desk.call("FindProductsByPicture", {"parent": desk.shop, "content": content(other)}).get("matches", []), [])
    broken = base64.b64encode(photo.read_bytes()[:photo.stat().st_size // 2]).decode()
    error = desk.refused("FindProductsByPicture", {"parent": desk.shop, "content": broken}, "INVALID_ARGUMENT")
    assert "content" in json.dumps(error), error

    with desk.step("the floor lamp gets another picture"):
        desk.call("UpdateProduct", {"product": {"name": desk.name("products/floor-lamp"),
                                                "pictures": [{"uri": "https://example.com/new.png"}]}, "update_mask": "pictures"})
    expect(desk.call("FindProductsByPicture", {"parent": desk.shop, "content": content(photo)}).get("matches", []), [])
