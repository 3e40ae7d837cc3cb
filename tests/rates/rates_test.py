#!/usr/bin/env python3
"""Real tariffs, imported by mappings.json: at every boundary weight of every row, and a gramme beyond it, logistics quotes what the
table says, or refuses what is beyond its end. Usage: rates_test.py BIN. The tariffs aren't ours to ship: SHOPDESK_RATES is the
folder that has them; without it the test is skipped (77)."""

import csv
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE.parent / "e2e" / "cases"))
import harness  # noqa: E402
import tables  # noqa: E402

SKIPPED = 77
# Calls made at the same time.
AT_ONCE = 200
# When each table counts.
MOMENTS = {"t": harness.FIRST_DAY, "spring-summer": harness.FIRST_DAY,
           "autumn-winter": harness.FIRST_DAY.replace(month=10)}


def write(path, rows):
    columns = sorted({column for row in rows for column in row})
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def open_shop(desk, tariff):
    directory = desk.world.services.directory
    policy = directory / f"{desk.case}.json"
    policy.write_text('{"all": {"currency_code": "%s", "calendar": {"time_zone": "Asia/Shanghai"}}}' % tariff.mapping["currency_code"])
    desk.client("policy", "apply", policy, "--shop", desk.case)
    carriers = [{"carrier_id": carrier, "display_name": carrier, "modes": tariff.mapping["mode"]} for carrier in tariff.carriers]
    desk.client("import", "carriers", write(directory / f"{desk.case}-carriers.csv", carriers), "--shop", desk.case)
    desk.client("import", "rates", write(directory / f"{desk.case}-rates.csv", tariff.rows), "--shop", desk.case)


def questions(tariff, table):
    """What is to be asked: by address, weight and worth, the carriers and what they must answer."""
    asked = {}
    for place in tariff.places:
        if place.table != table:
            continue
        for weight, worth in place.questions():
            asked.setdefault((tuple(sorted(place.address.items())), weight, worth), {})[place.carrier] = place.price_of(weight, worth)
    return asked


def differences(desk, asked, currency):
    found, items = [], list(asked.items())
    for begin in range(0, len(items), AT_ONCE):
        chunk = items[begin:begin + AT_ONCE]
        answers = desk.at_once("Quote", [{"parent": desk.shop, "destination": dict(address), "parcels": [{"weight_grams": str(weight)}],
                                          "goods_value": {"currency_code": currency, "minor": str(worth)}}
                                         for (address, weight, worth), _ in chunk])
        for ((address, weight, worth), expected), answer in zip(chunk, answers):
            assert "response" in answer, answer
            offers = {offer["carrier_id"]: harness.number(offer, "total.minor") for offer in answer["response"].get("offers", [])}
            for carrier, price in expected.items():
                if offers.get(carrier) != price:
                    found.append(f"{carrier} to {dict(address)}, {weight} g worth {worth}: {offers.get(carrier)} instead of {price}")
    return found


def main():
    folder = os.environ.get("SHOPDESK_RATES")
    if not folder:
        print("SHOPDESK_RATES isn't set: skipped")
        return SKIPPED
    count, found = 0, []
    with harness.suite.Suite(sys.argv[1], "sqlite", tls=True) as services, harness.Caller(services) as caller:
        world = harness.World(services, caller)
        tariffs = {name: tables.read(name, folder) for name in tables.MAPPINGS}
        desks = {name: harness.Desk(world, name.replace("_", "-"), False) for name in tariffs}
        for name, tariff in tariffs.items():
            open_shop(desks[name], tariff)
        for table, moment in sorted(MOMENTS.items(), key=lambda item: item[1]):
            world.advance_to(moment)
            for name, tariff in tariffs.items():
                asked = questions(tariff, table)
                count += sum(len(expected) for expected in asked.values())
                found += [f"{name}: {difference}" for difference in differences(desks[name], asked, tariff.mapping["currency_code"])]
    print("\n".join(found[:50]) or f"{count} prices are as the tables say")
    assert count > 10000, f"only {count} prices were compared"
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
